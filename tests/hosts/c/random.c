/* Calls functions at random, with arguments at random, from several threads at once: random [CALLS [SEED]]. No call may crash, hang, answer
 * with a status that the header does not list, or with RCNN_E_INTERNAL. Pointers are null or good: for others no library can answer. */
#include "check.h"
#include "digit.h"

#include <math.h>
#include <pthread.h>

enum { THREADS = 4, HANDLES = 8, PIXEL_BYTES = 1 << 22, FUNCTIONS = 24 };
enum kind { ENGINES, BUFFERS, SWAPS, KINDS };

static uint8_t *pixels;
static uint8_t *network; /* LeNet-5's, where a path is given; else noise */
static size_t network_bytes = 4096;
static volatile uint64_t handles[KINDS][HANDLES]; /* the last ones of all threads, stale ones among them */
static volatile int is_bad;
static long per_thread;

typedef struct {
    uint64_t state;
    long by_status[128 + 4];
} caller;

static uint64_t next_random(caller *me)
{
    me->state ^= me->state << 13;
    me->state ^= me->state >> 7;
    me->state ^= me->state << 17;
    return me->state;
}

static int one_in(caller *me, int n) { return next_random(me) % (uint64_t)n == 0; }

/* Now and then one of another kind, or with a bit that is wrong, or made up. */
static uint64_t some(caller *me, enum kind kind)
{
    uint64_t handle = handles[one_in(me, 30) ? next_random(me) % KINDS : kind][next_random(me) % HANDLES];
    return one_in(me, 30) ? handle ^ (UINT64_C(1) << next_random(me) % 64) : one_in(me, 50) ? next_random(me) : handle;
}

static void keep(caller *me, enum kind kind, uint64_t handle) { handles[kind][next_random(me) % HANDLES] = handle; }

static int32_t some_int(caller *me)
{
    static const int32_t edges[] = {0, 1, -1, 2, 3, 4, 16, 64, 100, 640, 1280, 16384, 16385, INT32_MAX, INT32_MIN};
    return one_in(me, 10) ? (int32_t)next_random(me) : edges[next_random(me) % (sizeof edges / sizeof *edges)];
}

static uint32_t some_size(caller *me, size_t size) { return one_in(me, 20) ? (uint32_t)next_random(me) : (uint32_t)size; }

static float some_float(caller *me)
{
    static const float edges[] = {0, 1, -1, 0.5f, NAN, INFINITY, -INFINITY, 1e38f};
    return edges[next_random(me) % (sizeof edges / sizeof *edges)];
}

static const char *some_text(caller *me)
{
    static const char *const texts[] = {
        NULL, "", "lenet5", "LeNet5", "lenet6", "/tmp", "/nonexistent.onnx", "\xff\x80", "softmax", "0\n1\n2\n3\n4\n5\n6\n7\n8\n9", "%s%n"};
    return texts[next_random(me) % (sizeof texts / sizeof *texts)];
}

/* A frame whose memory is there, whatever it says of itself. */
static rcnn_frame some_frame(caller *me)
{
    rcnn_frame frame = frame_of(pixels, 1 + (int)(next_random(me) % 200), 1 + (int)(next_random(me) % 200), 1 + (int)(next_random(me) % 6));
    frame.size = some_size(me, sizeof frame);
    frame.byte_count = PIXEL_BYTES;
    if (one_in(me, 10)) frame.width = some_int(me);
    if (one_in(me, 10)) frame.height = some_int(me);
    if (one_in(me, 10)) frame.stride = some_int(me);
    if (one_in(me, 10)) frame.format = some_int(me);
    if (one_in(me, 20)) frame.pixels = NULL;
    if (one_in(me, 5)) frame.bottom_up = (int)(next_random(me) % 3);
    if (one_in(me, 5)) frame.quarter_turns = (int)(next_random(me) % 5);
    if (one_in(me, 5)) frame.mirrored = (int)(next_random(me) % 3);
    if (one_in(me, 10)) frame.crop_x = some_int(me);
    if (one_in(me, 10)) frame.crop_width = some_int(me), frame.crop_height = some_int(me);
    if (one_in(me, 10)) frame.captured_ns = one_in(me, 2) ? (int64_t)next_random(me) : rcnn_clock();
    if (one_in(me, 30)) frame.byte_count = next_random(me) % PIXEL_BYTES;
    return frame;
}

static int32_t rent_and_go_on(caller *me)
{
    rcnn_frame frame = some_frame(me);
    rcnn_buffer buffer;
    int32_t status;
    if (frame.width > 1000) frame.width = 1000; /* four are out for each engine */
    if (frame.height > 1000) frame.height = 1000;
    status = rcnn_rent(some(me, ENGINES), one_in(me, 50) ? NULL : &frame, one_in(me, 50) ? NULL : &buffer);
    if (status != RCNN_OK)
        return status;
    memset(frame.pixels, 128, (size_t)frame.byte_count);
    if (one_in(me, 2)) {
        keep(me, BUFFERS, buffer);
        return status;
    }
    if (one_in(me, 4)) frame.width ^= 1;
    status = rcnn_submit_rented(buffer, &frame, NULL);
    if (status < 0)
        rcnn_return(buffer);
    return status;
}

static int32_t swap_model(caller *me)
{
    rcnn_model model = RCNN_STRUCT(rcnn_model);
    rcnn_preprocess preprocess = RCNN_STRUCT(rcnn_preprocess);
    rcnn_swap_id swap = 0;
    int32_t status;
    preprocess.size = some_size(me, sizeof preprocess);
    preprocess.width = preprocess.height = 32;
    preprocess.channels = one_in(me, 4) ? some_int(me) : RCNN_CHANNELS_GREY;
    preprocess.mean[0] = some_float(me);
    preprocess.std[0] = some_float(me);
    preprocess.pad_value = some_float(me);
    model.size = some_size(me, sizeof model);
    model.id = some_text(me);
    if (one_in(me, 3)) model.path = some_text(me);
    if (one_in(me, 2)) model.bytes = network, model.byte_count = one_in(me, 5) ? next_random(me) % network_bytes : network_bytes;
    if (one_in(me, 3)) model.labels = some_text(me);
    if (one_in(me, 9)) model.labels_path = some_text(me);
    if (one_in(me, 3)) model.preprocess = &preprocess;
    if (one_in(me, 9)) model.output = some_text(me);
    if (one_in(me, 9)) model.scores = some_text(me);
    status = rcnn_swap_model(some(me, ENGINES), one_in(me, 50) ? NULL : &model, &swap);
    if (status == RCNN_OK)
        keep(me, SWAPS, swap);
    return status;
}

static int32_t create(caller *me)
{
    rcnn_options options = RCNN_STRUCT(rcnn_options);
    rcnn_engine engine = 0;
    int32_t status;
    options.size = some_size(me, sizeof options);
    options.threads = one_in(me, 5) ? some_int(me) : 1;
    options.keep_warm_bytes = one_in(me, 3) ? next_random(me) >> next_random(me) % 64 : 0;
    options.backend = one_in(me, 9) ? some_int(me) : RCNN_BACKEND_CPU;
    options.name = some_text(me);
    if (one_in(me, 9)) options.catalogue_folder = some_text(me);
    status = rcnn_create(one_in(me, 4) ? NULL : &options, one_in(me, 20) ? NULL : &engine);
    if (status == RCNN_OK) {
        keep(me, ENGINES, engine);
        rcnn_swap(engine, "lenet5", NULL);
    }
    return status;
}

static int32_t call(caller *me)
{
    rcnn_frame frame;
    rcnn_result result = RCNN_STRUCT(rcnn_result);
    rcnn_stats stats = RCNN_STRUCT(rcnn_stats);
    rcnn_model_info info = RCNN_STRUCT(rcnn_model_info);
    rcnn_swap_info swap_info = RCNN_STRUCT(rcnn_swap_info);
    rcnn_event event = RCNN_STRUCT(rcnn_event);
    rcnn_log_line line = RCNN_STRUCT(rcnn_log_line);
    char text[RCNN_TEXT_BYTES];
    int64_t sequence;
    rcnn_swap_id swap = 0;
    int32_t status;
    switch (next_random(me) % FUNCTIONS) {
    case 0: return one_in(me, 100) ? create(me) : RCNN_NOTHING;
    case 1: return one_in(me, 300) ? rcnn_destroy(some(me, ENGINES)) : RCNN_NOTHING;
    case 2: return one_in(me, 20000) ? rcnn_shutdown((uint32_t)(next_random(me) % 50)) : RCNN_NOTHING;
    case 3: return one_in(me, 100) ? swap_model(me) : RCNN_NOTHING;
    case 4:
        if (!one_in(me, 50))
            return RCNN_NOTHING;
        status = rcnn_swap(some(me, ENGINES), some_text(me), one_in(me, 9) ? NULL : &swap);
        if (status == RCNN_OK)
            keep(me, SWAPS, swap);
        return status;
    case 5:
        return one_in(me, 50) ? rcnn_prepare(some(me, ENGINES), (int32_t)(next_random(me) % 300), some_int(me) % 300, some_int(me) % 9)
                              : RCNN_NOTHING;
    case 6: return rent_and_go_on(me);
    case 7: frame = some_frame(me); return rcnn_submit_rented(some(me, BUFFERS), &frame, NULL);
    case 8: return rcnn_return(some(me, BUFFERS));
    case 9: return rcnn_wants_frame(some(me, ENGINES));
    case 10: stats.size = some_size(me, sizeof stats); return rcnn_get_stats(some(me, ENGINES), &stats);
    case 11: info.size = some_size(me, sizeof info); return rcnn_model_at(some(me, ENGINES), some_int(me), &info);
    case 12: swap_info.size = some_size(me, sizeof swap_info); return rcnn_swap_state(some(me, ENGINES), some(me, SWAPS), &swap_info);
    case 13: return rcnn_swap_cancel(some(me, ENGINES), some(me, SWAPS));
    case 14: event.size = some_size(me, sizeof event); return rcnn_next_event(some(me, ENGINES), &event);
    case 15: line.size = some_size(me, sizeof line); return rcnn_next_log(&line);
    case 16: return rcnn_last_error(one_in(me, 9) ? NULL : text, (int32_t)(next_random(me) % sizeof text)) < 0 ? RCNN_E_ARGUMENT : RCNN_OK;
    case 17: return rcnn_version(text, (int32_t)(next_random(me) % sizeof text)) < 0 ? RCNN_E_ARGUMENT : RCNN_OK;
    case 18: return rcnn_engines((rcnn_engine *)text, (int32_t)(next_random(me) % 64)) >= 0 && rcnn_abi_version() == 1 ? RCNN_OK : -1;
    case 19: result.size = some_size(me, sizeof result); return rcnn_poll(some(me, ENGINES), one_in(me, 50) ? NULL : &result);
    case 20: return one_in(me, 2) ? rcnn_lock_queue(some(me, ENGINES)) : rcnn_close_gpu(some(me, SWAPS), (uint32_t)(next_random(me) % 9));
    case 21: return rcnn_create_on_gpu(NULL, some(me, ENGINES), (rcnn_engine *)text);
    default:
        frame = some_frame(me);
        return rcnn_submit(some(me, ENGINES), one_in(me, 50) ? NULL : &frame, one_in(me, 2) ? NULL : &sequence);
    }
}

static void *run(void *seed)
{
    caller *me = calloc(1, sizeof *me);
    long i;
    me->state = *(uint64_t *)seed;
    for (i = 0; i < per_thread && !is_bad; i++) {
        int32_t status = call(me);
        if (status > RCNN_REPLACED || status < RCNN_E_LIBRARY) {
            char why[RCNN_TEXT_BYTES];
            rcnn_last_error(why, sizeof why);
            printf("status %d in call %ld of seed %llu: %s\n", status, i, (unsigned long long)*(uint64_t *)seed, why);
            is_bad = 1;
            break;
        }
        me->by_status[status - RCNN_E_LIBRARY]++;
    }
    return me;
}

int main(int argc, char **argv)
{
    long calls = argc > 1 ? atol(argv[1]) : 100000, total[16] = {0};
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1, seeds[THREADS];
    FILE *file = argc > 3 ? fopen(argv[3], "rb") : NULL;
    pthread_t threads[THREADS];
    int i, s;
    pixels = malloc(PIXEL_BYTES);
    network = calloc(1, 1 << 20);
    draw_seven(pixels, 200, 200, 800, 4);
    if (file != NULL) {
        network_bytes = fread(network, 1, 1 << 20, file);
        fclose(file);
    }
    per_thread = calls / THREADS;
    for (i = 0; i < HANDLES; i++)
        EXPECT(RCNN_OK, rcnn_create(NULL, (rcnn_engine *)&handles[ENGINES][i]));
    for (i = 0; i < THREADS; i++) {
        seeds[i] = seed * THREADS + (uint64_t)i + 1;
        CHECK(pthread_create(&threads[i], NULL, run, &seeds[i]) == 0);
    }
    for (i = 0; i < THREADS; i++) {
        void *me;
        pthread_join(threads[i], &me);
        for (s = 0; s <= RCNN_REPLACED - RCNN_E_LIBRARY; s++)
            total[s] += ((caller *)me)->by_status[s];
        free(me);
    }
    CHECK(!is_bad);
    for (s = 0; s <= RCNN_REPLACED - RCNN_E_LIBRARY; s++)
        printf("%s%d: %ld", s == 0 ? "by status: " : ", ", s + RCNN_E_LIBRARY, total[s]);
    puts("");
    EXPECT(RCNN_OK, rcnn_shutdown(60000));
    printf("%ld random calls of %d threads, seed %llu\n", calls, THREADS, (unsigned long long)seed);
    return finish("random");
}
