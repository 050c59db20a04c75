-- A game in LÖVE: its own canvas read back each frame and classified, a model swapped while it plays. RCNN_LIBRARY says where the library
-- is.
local ffi = require "ffi"
ffi.cdef [[
typedef struct {
  uint32_t size; int32_t format; void *pixels; uint64_t byte_count; int32_t width, height, stride, bottom_up, quarter_turns, mirrored;
  int32_t crop_x, crop_y, crop_width, crop_height; int64_t captured_ns;
} rcnn_frame;
typedef struct { int32_t class_id; float score; char label[128]; } rcnn_prediction;
typedef struct {
  uint32_t size; int32_t count; int64_t sequence, captured_ns; float waited_ms, preprocess_ms, infer_ms, total_ms;
  int32_t is_trained, is_multi_label; char model[128], backend[32], preprocessor[32]; rcnn_prediction top[10];
} rcnn_result;
int32_t rcnn_create(const void *options, uint64_t *out);
int32_t rcnn_destroy(uint64_t engine);
int32_t rcnn_submit(uint64_t engine, const rcnn_frame *frame, int64_t *sequence);
int32_t rcnn_poll(uint64_t engine, rcnn_result *result);
int32_t rcnn_swap(uint64_t engine, const char *id_or_path, uint64_t *swap);
int32_t rcnn_last_error(char *text, int32_t room);
]]
local rcnn = ffi.load(os.getenv("RCNN_LIBRARY"))
local RGBA8, WIDTH, HEIGHT = 4, 640, 480

local function call(name, ...)
  local status = rcnn[name](...)
  if status < 0 then
    local why = ffi.new("char[1024]")
    rcnn.rcnn_last_error(why, 1024)
    print(name .. ": " .. ffi.string(why))
    os.exit(1)
  end
  return status
end

local engine, canvas
local frame, result = ffi.new("rcnn_frame"), ffi.new("rcnn_result")
local frames, sevens, others, shown, asked = 0, 0, 0, "", false

function love.load()
  local out = ffi.new("uint64_t[1]")
  call("rcnn_create", nil, out)
  engine = out[0]
  call("rcnn_swap", engine, "lenet5", nil)
  canvas = love.graphics.newCanvas(WIDTH, HEIGHT)
  frame.size, result.size = ffi.sizeof(frame), ffi.sizeof(result)
  frame.format, frame.width, frame.height = RGBA8, WIDTH, HEIGHT
end

local function draw_game()
  love.graphics.setCanvas(canvas)
  love.graphics.clear(0, 0, 0)
  love.graphics.setColor(1, 1, 1)
  love.graphics.setLineWidth(34)
  love.graphics.setLineJoin("bevel")
  love.graphics.line(255, 135, 385, 135, 300, 355)
  love.graphics.setCanvas()
  love.graphics.draw(canvas)
  love.graphics.print(shown, 20, 20)
end

function love.draw()
  draw_game()
  local data = canvas:newImageData()
  frame.pixels, frame.byte_count = data:getFFIPointer(), data:getSize()
  call("rcnn_submit", engine, frame, nil)
  if call("rcnn_poll", engine, result) == 0 then
    local model, label = ffi.string(result.model), ffi.string(result.top[0].label)
    shown = string.format("%s: %s %.3f", model, label, result.top[0].score)
    if model ~= "lenet5" then others = others + 1
    elseif label == "7" then sevens = sevens + 1 end
  end
  frames = frames + 1
  if sevens >= 20 and not asked then
    asked = true
    call("rcnn_swap", engine, "nin", nil)
  end
  if others > 0 then
    call("rcnn_destroy", engine)
    local version = table.concat({love.getVersion()}, ".", 1, 3)
    print(string.format("LÖVE %s: %d frames, %d times a 7, then another model", version, frames, sevens))
    love.event.quit(0)
  end
end
