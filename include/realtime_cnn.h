/* realtime_cnn.h: the engine of RealtimeCnn for programs in C, C++ and whatever calls C. C99 and C++98; needs nothing but <stdint.h>.
 * docs/embedding.md has a program to start from.
 *
 *   rcnn_engine engine; rcnn_swap_id swap;
 *   rcnn_result result = RCNN_STRUCT(rcnn_result);
 *   rcnn_create(NULL, &engine);
 *   rcnn_swap(engine, "lenet5", &swap);              a model of the catalogue, or the path of an .onnx file
 *   each frame of yours:  rcnn_submit(engine, &frame, NULL);
 *                         if (rcnn_poll(engine, &result) == RCNN_OK) puts(result.top[0].label);
 *   rcnn_destroy(engine);
 *
 * STATUS    Functions return RCNN_OK or more if they did what they are for, and less than 0 if they refused; then nothing has changed,
 *           nothing was written through your pointers, and rcnn_last_error has a sentence for this thread that says why.
 * HANDLES   are numbers, 0 is none. One that is stale, destroyed, of another kind or made up is refused (RCNN_E_HANDLE); none is ever
 *           used twice in a process.
 * POINTERS  are null or point to what is said: for anything else no library can answer. Null where something is needed is refused.
 * STRUCTS   begin with their size: set it, RCNN_STRUCT(type) does, and leave zero what you do not know: zero is the usual choice where
 *           there is one.
 * TEXT      is UTF-8 and ends with a zero byte. Text that does not fit is cut at a whole character.
 * THREADS   "Any" means any thread at any time. "One at a time" means per engine; another thread that comes meanwhile is refused
 *           (RCNN_E_BUSY), and nothing breaks. No function waits for a model, a load or a frame, but rcnn_shutdown and
 *           rcnn_close_gpu. The library never calls you: results, swaps, events and log lines are asked for.
 *           A thread that ends leaves .NET's runtime. Destructors of pthread_key_create that run after that must not call the library:
 *           those of keys made after its first call. Those of C++'s thread_local may.
 *           A thread that is in a call is not to be cancelled (pthread_cancel): it would leave its locks taken.
 * PROCESS   The library writes to no stream and ends no process; its runtime does both where the system gives it no thread, as under a
 *           limit of processes (RLIMIT_NPROC) that is reached. It stays in memory until the process ends, also after dlclose and
 *           FreeLibrary. Its runtime, .NET's, handles SIGSEGV, SIGFPE and SIGRTMIN, hands on what is not its own, and ignores SIGPIPE; no
 *           other signal is touched; on Windows it has a vectored handler of exceptions. ORT_DISABLE_TELEMETRY=1 is set in the environment,
 *           unless it is there already. A child of fork must not call it. On Linux exit waits, for 2 s at most, until loads and frames that
 *           are under way have stopped; _exit does not.
 */
#ifndef REALTIME_CNN_H
#define REALTIME_CNN_H

#include <stdint.h>

#if defined(_WIN32)
#define RCNN_API __declspec(dllimport)
#define RCNN_CALL __cdecl
#else
#define RCNN_API
#define RCNN_CALL
#endif

#ifdef __cplusplus
#define RCNN_STRUCT(type) { sizeof(type) }
extern "C" {
#else
#define RCNN_STRUCT(type) { .size = sizeof(type) }
#endif

/* What this header describes. Compare with rcnn_abi_version() where the library is found at run time. */
#define RCNN_ABI_VERSION 1u

#define RCNN_NAME_BYTES 128        /* ids, names and labels, their zero byte included; the longest label of ImageNet has 122 */
#define RCNN_TEXT_BYTES 1024       /* sentences, likewise */
#define RCNN_MAX_PREDICTIONS 10
#define RCNN_MAX_ENGINES 64        /* at a time */
#define RCNN_MAX_RENTED 4          /* frames of an engine at a time */

typedef uint64_t rcnn_engine;      /* an engine */
typedef uint64_t rcnn_buffer;      /* a frame that the library lends */
typedef uint64_t rcnn_swap_id;     /* one request for a model */
typedef uint64_t rcnn_gpu;         /* a Vulkan device of the host's */
typedef int32_t rcnn_status;

enum {
    RCNN_OK = 0,
    RCNN_NOTHING = 1,              /* there is nothing new; no frame to lend; no model of that index */
    RCNN_REPLACED = 2,             /* submitted, and it replaced a frame that nobody had looked at yet */
    RCNN_E_HANDLE = -1,            /* no such engine, buffer or swap, or not any more */
    RCNN_E_ARGUMENT = -2,          /* a value that cannot be: null, a size, a format, not a number, text that is too long */
    RCNN_E_SIZE = -3,              /* the size at the beginning of a struct is not one that this library knows */
    RCNN_E_BUSY = -4,              /* another thread is in there; one at a time */
    RCNN_E_LIMIT = -5,             /* too many engines, lent frames or GPUs at a time */
    RCNN_E_MODEL = -6,             /* the model, its labels or the catalogue cannot be had */
    RCNN_E_MEMORY = -7,            /* the system has no memory for it */
    RCNN_E_LIBRARY = -8,           /* ONNX Runtime's library is not beside this one, or cannot be loaded */
    RCNN_E_GPU = -9,               /* the GPU cannot be used, or is lost */
    RCNN_E_INTERNAL = -127         /* a fault of this library: please report it with its text */
};

/* ---- The library --------------------------------------------------------------------------------------------------------------------- */

/* RCNN_ABI_VERSION of the library. Any thread. */
RCNN_API uint32_t RCNN_CALL rcnn_abi_version(void);

/* Version in words, such as "0.1.0". Any thread.
 * text: room for `room` bytes, or null to ask how many are needed. Returns the bytes needed, zero byte included; RCNN_E_ARGUMENT. */
RCNN_API int32_t RCNN_CALL rcnn_version(char *text, int32_t room);

/* Why the last call of this thread was refused that was; empty before the first. Otherwise like rcnn_version. Any thread. */
RCNN_API int32_t RCNN_CALL rcnn_last_error(char *text, int32_t room);

/* The clock that stamps frames, in nanoseconds: CLOCK_MONOTONIC on Linux, QueryPerformanceCounter on Windows. Any thread. */
RCNN_API int64_t RCNN_CALL rcnn_clock(void);

/* Destroys all engines and waits until their memory is given back: before the host unloads the code that made them. Calls of other
 * threads that are under way end as for rcnn_destroy; memory that rcnn_prepare makes room in is waited for, frames that are out are not.
 * An engine that another thread creates meanwhile may stay; engines can be created afterwards. Any thread.
 * timeout_ms: how long to wait at most, 0 for not at all. RCNN_NOTHING: time was up first; the rest goes on in the background. */
RCNN_API rcnn_status RCNN_CALL rcnn_shutdown(uint32_t timeout_ms);

/* ---- Engines ------------------------------------------------------------------------------------------------------------------------- */

enum { RCNN_BACKEND_AUTO = 0, RCNN_BACKEND_CPU = 1, RCNN_BACKEND_DIRECTML = 2 };

typedef struct rcnn_options {
    uint32_t size;
    int32_t threads;               /* of one inference, up to 1024; 0: all cores but one, which is the host's */
    int32_t time_limit_ms;         /* for a load, and what bounds each frame; 0: 30 s; -1: none */
    int32_t backend;               /* what runs networks: RCNN_BACKEND_CPU; _DIRECTML, a GPU, on Windows and without a device of the host's,
                                      or the swap fails with the reason; _AUTO: the faster of the two, measured for each model */
    uint64_t keep_warm_bytes;      /* of weights that may stay loaded beside the running model, for swapping back at once; up to 2^40;
                                      0: none */
    const char *name;              /* tells the engine from others in log lines, where what cannot be printed is '?'; null or empty:
                                      "engine 1" and so on */
    const char *catalogue_folder;  /* with catalogue.json; null: the catalogue inside the library, twelve networks, LeNet-5 trained */
    const char *store_folder;      /* of downloaded weights; null: the user's (realtimecnn models path) */
} rcnn_options;

/* Makes an engine and starts its thread. Any thread; the first time up to 0.2 s, for the runtime's start and a first network.
 * options: null for the usual ones. out: the handle.
 * RCNN_E_ARGUMENT, RCNN_E_SIZE, RCNN_E_LIMIT, RCNN_E_MODEL (the catalogue), RCNN_E_MEMORY, RCNN_E_LIBRARY. */
RCNN_API rcnn_status RCNN_CALL rcnn_create(const rcnn_options *options, rcnn_engine *out);

/* Ends an engine, at once: loads and the network's run are told to stop, memory goes in the background. Calls of other threads that are
 * under way end as if they had come before or after. Frames that are out stay yours until rcnn_return. Any thread. RCNN_E_HANDLE. */
RCNN_API rcnn_status RCNN_CALL rcnn_destroy(rcnn_engine engine);

/* The engines that there are: for a host whose scripts were loaded anew and forgot theirs, to go on with or to destroy. Any thread.
 * out: room for `room` handles; may be null if room is 0. Returns how many there are; RCNN_E_ARGUMENT. */
RCNN_API int32_t RCNN_CALL rcnn_engines(rcnn_engine *out, int32_t room);

typedef struct rcnn_stats {
    uint32_t size;
    int32_t is_running;            /* 0: the engine's thread ended by a fault, see RCNN_EVENT_STOPPED */
    int64_t submitted;             /* frames */
    int64_t replaced;              /* of these, how many a newer one overtook */
    int64_t classified;
    int64_t host_allocated_bytes;  /* managed memory that calls of this thread have allocated since its first call: stands still */
    char model[RCNN_NAME_BYTES];   /* id of the model that runs; empty if none has scored a frame yet */
    char loading[RCNN_NAME_BYTES]; /* id of the one that loads; empty if none does */
    char frame_error[RCNN_TEXT_BYTES]; /* why the model failed on the last frame; empty if it did not */
} rcnn_stats;

/* How the engine is doing. Any thread. RCNN_E_HANDLE, RCNN_E_ARGUMENT, RCNN_E_SIZE. */
RCNN_API rcnn_status RCNN_CALL rcnn_get_stats(rcnn_engine engine, rcnn_stats *stats);

/* ---- Frames in ----------------------------------------------------------------------------------------------------------------------- */

enum {
    RCNN_GRAY8 = 1, RCNN_RGB8 = 2, RCNN_BGR8 = 3, RCNN_RGBA8 = 4, RCNN_BGRA8 = 5,
    RCNN_NV12 = 6                  /* Y, then pairs of U and V for 2 x 2 pixels, (height + 1) / 2 rows more of the same stride; BT.601 */
};

typedef struct rcnn_frame {
    uint32_t size;
    int32_t format;                /* RCNN_GRAY8 and so on */
    void *pixels;                  /* first byte in memory; rcnn_submit only reads */
    uint64_t byte_count;           /* of that memory, checked against the rest; 0: you vouch for it */
    int32_t width, height;         /* in memory, before any turn; 1 to 16384 */
    int32_t stride;                /* bytes from one row to the next; 0: rows without padding, of NV12 even where width is odd. Never
                                      negative: see bottom_up */
    /* How the rows become the upright picture, in this order. Nothing is copied for it; a change costs what a change of size does. */
    int32_t bottom_up;             /* 1: the first row in memory is the lowest, as GPUs read back */
    int32_t quarter_turns;         /* clockwise, 0 to 3 */
    int32_t mirrored;              /* 1: left and right change places, after the turn */
    int32_t crop_x, crop_y, crop_width, crop_height; /* what of the upright picture counts, in pixels; all 0: everything */
    int64_t captured_ns;           /* when it was taken, by rcnn_clock, at most a second ahead; 0: now. Latency counts from there */
} rcnn_frame;

/* Copies a picture and hands it in; the newest wins. One at a time, together with the other functions of this section that say so; costs
 * the copy. The first three frames of a size cost milliseconds more, unless rcnn_prepare made room.
 * sequence: the frame's number, which comes back with its result; may be null.
 * RCNN_OK, RCNN_REPLACED; RCNN_E_HANDLE, RCNN_E_ARGUMENT, RCNN_E_SIZE, RCNN_E_BUSY, RCNN_E_MEMORY. */
RCNN_API rcnn_status RCNN_CALL rcnn_submit(rcnn_engine engine, const rcnn_frame *frame, int64_t *sequence);

/* RCNN_OK if a frame submitted now would be looked at soon: a model runs, and it has taken the one before. RCNN_NOTHING if not: a host
 * that reads back from a GPU may save that. Any thread. RCNN_E_HANDLE. */
RCNN_API rcnn_status RCNN_CALL rcnn_wants_frame(rcnn_engine engine);

/* Makes room for three frames of a size, so that the first ones cost no more than the later ones: while the host shows that it loads. Takes
 * as long as the system takes to give so much memory: for 1280x720 milliseconds, for 16384x16384, 3 GB of RGBA, seconds. Any thread; two
 * that prepare the same engine wait for each other. RCNN_E_HANDLE, also if the engine is destroyed meanwhile; RCNN_E_ARGUMENT,
 * RCNN_E_MEMORY. */
RCNN_API rcnn_status RCNN_CALL rcnn_prepare(rcnn_engine engine, int32_t width, int32_t height, int32_t format);

/* Lends memory for a frame, to be written in place: saves the copy. One at a time.
 * frame: width, height and format are yours; pixels, stride and byte_count are filled in.
 * out: the buffer, yours until rcnn_submit_rented succeeds or rcnn_return, even after rcnn_destroy and rcnn_shutdown.
 * RCNN_NOTHING: RCNN_MAX_RENTED are out. RCNN_E_HANDLE, RCNN_E_ARGUMENT, RCNN_E_SIZE, RCNN_E_BUSY, RCNN_E_MEMORY. */
RCNN_API rcnn_status RCNN_CALL rcnn_rent(rcnn_engine engine, rcnn_frame *frame, rcnn_buffer *out);

/* Hands a lent frame in. One at a time.
 * frame: as rcnn_rent filled it in; how it becomes upright and captured_ns are yours. sequence: as for rcnn_submit.
 * RCNN_OK, RCNN_REPLACED: the memory is not yours any more. Otherwise it still is: RCNN_E_HANDLE (no such buffer, or its engine is
 * destroyed), RCNN_E_ARGUMENT, RCNN_E_SIZE, RCNN_E_BUSY. */
RCNN_API rcnn_status RCNN_CALL rcnn_submit_rented(rcnn_buffer buffer, const rcnn_frame *frame, int64_t *sequence);

/* Gives a lent frame back without handing it in. One at a time. RCNN_E_HANDLE, RCNN_E_BUSY. */
RCNN_API rcnn_status RCNN_CALL rcnn_return(rcnn_buffer buffer);

/* ---- Images on the host's GPU -------------------------------------------------------------------------------------------------------- */

/* A host that draws with Vulkan hands in images as they lie on its device: no pixel passes through the processor. The handles are Vulkan's;
 * those that are pointers there are pointers here, the others numbers. */
typedef struct rcnn_vulkan_device {
    uint32_t size;
    uint32_t queue_family;         /* of the queue; its queues compute */
    void *instance;                /* VkInstance, made for Vulkan 1.2 or later; no extension is needed */
    void *physical_device;         /* VkPhysicalDevice */
    void *device;                  /* VkDevice; with feature timelineSemaphore where images come with timelines */
    void *queue;                   /* VkQueue that images are copied on and shaders run on */
} rcnn_vulkan_device;

/* Looks at a device, for engines that work on it. Nothing of it is owned, changed or destroyed. Any thread.
 * RCNN_E_ARGUMENT: null, a handle that is null; RCNN_E_SIZE, RCNN_E_LIMIT; RCNN_E_GPU: it cannot preprocess. */
RCNN_API rcnn_status RCNN_CALL rcnn_open_vulkan(const rcnn_vulkan_device *device, rcnn_gpu *out);

/* Lets go of a device whose engines are destroyed; before the host destroys it. Any thread; waits.
 * timeout_ms: for the engines' end. RCNN_NOTHING: time was up first, or a network still holds an image; try again.
 * RCNN_E_HANDLE, RCNN_E_BUSY: an engine was not destroyed. */
RCNN_API rcnn_status RCNN_CALL rcnn_close_gpu(rcnn_gpu gpu, uint32_t timeout_ms);

/* The queue is used by one thread at a time: hold it around each use of your own. Any thread; waits for a submission of the engine's, which
 * is short. RCNN_E_HANDLE; rcnn_unlock_queue also RCNN_E_BUSY: it is not this thread's. */
RCNN_API rcnn_status RCNN_CALL rcnn_lock_queue(rcnn_gpu gpu);
RCNN_API rcnn_status RCNN_CALL rcnn_unlock_queue(rcnn_gpu gpu);

/* rcnn_create for an engine that takes images of the device, and frames of the processor's as any other. Also RCNN_E_HANDLE. */
RCNN_API rcnn_status RCNN_CALL rcnn_create_on_gpu(const rcnn_options *options, rcnn_gpu gpu, rcnn_engine *out);

typedef struct rcnn_vulkan_image {
    uint32_t size;
    int32_t format;                /* VkFormat: R8G8B8A8 or B8G8R8A8, UNORM or SRGB; bytes are taken as they are stored */
    uint64_t image;                /* VkImage with usage TRANSFER_SRC, of the queue's family or shared; first level and layer */
    int32_t width, height;         /* pixels */
    int32_t layout, layout_after;  /* VkImageLayout that it is in, and shall be in afterwards; 0: the same */
    uint64_t wait_semaphore, wait_value;     /* the copy waits for it; 0: it follows what was submitted to the queue before */
    uint64_t signal_semaphore, signal_value; /* given when the image may be written again; values are of timelines, 0 for others */
    int32_t bottom_up, quarter_turns, mirrored, crop_x, crop_y, crop_width, crop_height; /* as in rcnn_frame */
    int32_t unused;
    int64_t captured_ns;           /* as in rcnn_frame */
} rcnn_vulkan_image;

/* Hands an image in. The copy is submitted within this call, and the signal is always given, whatever becomes of the frame; until then the
 * image is not to be written. If it is refused nothing was submitted. One at a time, with frames in. Not while the queue is locked by
 * another thread for long. sequence: as for rcnn_submit.
 * RCNN_OK, RCNN_REPLACED; RCNN_E_HANDLE, RCNN_E_ARGUMENT, RCNN_E_SIZE, RCNN_E_BUSY, RCNN_E_GPU: lost, without memory, or 16 images behind.
 * A frame that no preprocessor could read fails later: frame_error in rcnn_stats. */
RCNN_API rcnn_status RCNN_CALL rcnn_submit_vulkan(rcnn_engine engine, const rcnn_vulkan_image *image, int64_t *sequence);

/* ---- Results out --------------------------------------------------------------------------------------------------------------------- */

typedef struct rcnn_prediction {
    int32_t class_id;
    float score;                   /* 0 to 1 */
    char label[RCNN_NAME_BYTES];
} rcnn_prediction;

typedef struct rcnn_result {
    uint32_t size;
    int32_t count;                 /* of top, best first */
    int64_t sequence;              /* of the frame, as rcnn_submit gave it */
    int64_t captured_ns;
    float waited_ms, preprocess_ms, infer_ms, total_ms; /* total: from captured_ns to the scores */
    int32_t is_trained;            /* 0: stand-in weights: the time is real, the predictions are noise */
    int32_t is_multi_label;        /* 1: each score is its class's own, they do not add up to 1 */
    char model[RCNN_NAME_BYTES];   /* id */
    char backend[32];              /* what ran the network: "cpu", "directml" */
    char preprocessor[32];         /* what made its input: "cpu", "vulkan", "direct3d12" */
    rcnn_prediction top[RCNN_MAX_PREDICTIONS];
} rcnn_result;

/* The newest result that was not taken before. One at a time, beside frames in.
 * RCNN_OK, RCNN_NOTHING; RCNN_E_HANDLE, RCNN_E_ARGUMENT, RCNN_E_SIZE, RCNN_E_BUSY. */
RCNN_API rcnn_status RCNN_CALL rcnn_poll(rcnn_engine engine, rcnn_result *result);

/* ---- Models -------------------------------------------------------------------------------------------------------------------------- */

typedef struct rcnn_model_info {
    uint32_t size;
    int32_t is_trained;            /* 0: no weights are there, and the network would run with stand-ins */
    int32_t year;                  /* of the paper; 0: unknown */
    int32_t unused;
    int64_t weight_bytes;          /* as float32; 0: unknown */
    char id[RCNN_NAME_BYTES];      /* for rcnn_swap */
    char name[RCNN_NAME_BYTES];    /* to show */
} rcnn_model_info;

/* The engine's models, index 0 first. Any thread. RCNN_NOTHING behind the last. RCNN_E_HANDLE, RCNN_E_ARGUMENT, RCNN_E_SIZE. */
RCNN_API rcnn_status RCNN_CALL rcnn_model_at(rcnn_engine engine, int32_t index, rcnn_model_info *info);

/* Asks for another model; the one that runs goes on until the new one is ready and takes over between two frames. A later request
 * supersedes one that still loads. Any thread; returns at once, rcnn_swap_state tells the rest.
 * id_or_path: an id of the catalogue, in any case, or the path of an .onnx file. swap: the request; may be null.
 * RCNN_E_HANDLE, RCNN_E_ARGUMENT, RCNN_E_MODEL: there is no such model or file. The file is opened later: one that is empty, no network, or
 * no file but a pipe or a device, ends in RCNN_SWAP_FAILED, which says why. */
RCNN_API rcnn_status RCNN_CALL rcnn_swap(rcnn_engine engine, const char *id_or_path, rcnn_swap_id *swap);

enum { RCNN_FIT_CROP = 0, RCNN_FIT_STRETCH = 1, RCNN_FIT_LETTERBOX = 2 };
enum { RCNN_FILTER_ANTIALIASED_BILINEAR = 0, RCNN_FILTER_BILINEAR = 1, RCNN_FILTER_ANTIALIASED_BICUBIC = 2 };
enum { RCNN_CHANNELS_RGB = 0, RCNN_CHANNELS_BGR = 1, RCNN_CHANNELS_GREY = 2 };
enum { RCNN_TENSOR_FLOAT32 = 0, RCNN_TENSOR_FLOAT16 = 1, RCNN_TENSOR_UINT8 = 2 };

/* How a frame becomes a network's input: a pixel value v of 0..255 becomes (v / 255 - mean) / std. Width, height and std have no usual
 * choice: zero is refused. */
typedef struct rcnn_preprocess {
    uint32_t size;
    int32_t width, height;         /* of the tensor, 1 to 4096 */
    int32_t fit;                   /* RCNN_FIT_CROP: the shorter side becomes resize_to, then the centre is cut out */
    int32_t resize_to;             /* 0: the smaller of width and height */
    int32_t filter, channels;
    int32_t type;                  /* RCNN_TENSOR_FLOAT32, 0: or whatever the network takes; another that it does not take fails the swap */
    int32_t channels_last;         /* 1: height x width x channels (TensorFlow); 0: channels x height x width (PyTorch) */
    float mean[3], std[3];         /* per channel, in their order; std above 0. Of grey networks the first */
    float pad_value;               /* of the letterbox's border, 0 to 255 */
} rcnn_preprocess;

/* A classifier of your own: either path or bytes. */
typedef struct rcnn_model {
    uint32_t size;
    int32_t unused;
    const char *id;                /* its name in results, 1 to 80 characters that can be printed; null: the file's. Bytes need one */
    const char *path;              /* of an .onnx file */
    const void *bytes;             /* of an .onnx file, copied; weights in other files are refused */
    uint64_t byte_count;           /* up to 2147483591 */
    const char *labels_path;       /* of a file of class names, one per line (docs/own-weights.md lists more forms); null: none */
    const char *labels;            /* class names, one per line, at least one; null: none, and classes are numbered */
    const rcnn_preprocess *preprocess; /* null: the input's size, ImageNet's mean and std, or -1 to 1 for grey networks */
    const char *output;            /* which output holds the scores; null: the one that fits */
    const char *scores;            /* "logits", "softmax", "log-softmax", "sigmoid"; null: what the graph's last operators say */
} rcnn_model;

/* rcnn_swap for a model of your own. Any thread; costs the copy of bytes, and labels_path is read. What is in path or bytes is looked at
 * later, as by rcnn_swap; so is whether preprocess, labels, output and scores go with it.
 * RCNN_E_HANDLE, RCNN_E_ARGUMENT, RCNN_E_SIZE, RCNN_E_MEMORY, RCNN_E_MODEL: a file is missing, or labels cannot be read. */
RCNN_API rcnn_status RCNN_CALL rcnn_swap_model(rcnn_engine engine, const rcnn_model *model, rcnn_swap_id *swap);

enum {
    RCNN_SWAP_WAITING = 0,         /* asked for */
    RCNN_SWAP_LOADING = 1,         /* the network is opened */
    RCNN_SWAP_WARMING = 2,         /* it runs for the first times, on a blank input */
    RCNN_SWAP_READY = 3,           /* it runs from the next frame on */
    RCNN_SWAP_RUNNING = 4,         /* it has scored a frame */
    RCNN_SWAP_FAILED = 5,          /* error says why; the model before goes on */
    RCNN_SWAP_CANCELLED = 6,       /* by rcnn_swap_cancel, a later request or the engine's end */
    RCNN_SWAP_TAKEN_BACK = 7       /* it ran, failed on frames or took too long, and the model before serves again; error names both */
};

typedef struct rcnn_swap_info {
    uint32_t size;
    int32_t stage;                 /* RCNN_SWAP_WAITING and so on; only grows */
    float seconds;                 /* since it was asked for, until it ended */
    float load_ms;                 /* from the request until it was ready; 0 before */
    float gap_ms;                  /* between the old model's last scores and the new one's first; 0 before */
    int32_t unused;
    int64_t at_frame;              /* sequence of the first frame that it scored; -1 before */
    char model[RCNN_NAME_BYTES];
    char error[RCNN_TEXT_BYTES];   /* of stages from RCNN_SWAP_FAILED on */
} rcnn_swap_info;

/* How far a swap is. The engine remembers the last 32. Any thread. RCNN_E_HANDLE, RCNN_E_ARGUMENT, RCNN_E_SIZE. */
RCNN_API rcnn_status RCNN_CALL rcnn_swap_state(rcnn_engine engine, rcnn_swap_id swap, rcnn_swap_info *info);

/* Ends a swap whose model is not ready yet; what runs goes on. RCNN_NOTHING: it was over already. Any thread. RCNN_E_HANDLE. */
RCNN_API rcnn_status RCNN_CALL rcnn_swap_cancel(rcnn_engine engine, rcnn_swap_id swap);

/* ---- News ---------------------------------------------------------------------------------------------------------------------------- */

enum {
    RCNN_EVENT_SWAPPED = 1,        /* a new model scored its first frame */
    RCNN_EVENT_SWAP_FAILED = 2,
    RCNN_EVENT_SWAP_CANCELLED = 3,
    RCNN_EVENT_TAKEN_BACK = 4,     /* as RCNN_SWAP_TAKEN_BACK */
    RCNN_EVENT_STOPPED = 5         /* the engine's thread ended by a fault: destroy the engine */
};

typedef struct rcnn_event {
    uint32_t size;
    int32_t kind;                  /* RCNN_EVENT_SWAPPED and so on */
    int32_t missed;                /* older events that were dropped because nobody asked: 64 are kept */
    int32_t unused;
    rcnn_swap_id swap;             /* 0: none, or one that is forgotten */
    int64_t at_frame;              /* sequence; -1: none */
    char model[RCNN_NAME_BYTES];
    char text[RCNN_TEXT_BYTES];    /* why, where something failed */
} rcnn_event;

/* The engine's next event. Any thread. RCNN_OK, RCNN_NOTHING; RCNN_E_HANDLE, RCNN_E_ARGUMENT, RCNN_E_SIZE. */
RCNN_API rcnn_status RCNN_CALL rcnn_next_event(rcnn_engine engine, rcnn_event *event);

enum { RCNN_LOG_ERROR = 1, RCNN_LOG_WARNING = 2, RCNN_LOG_INFO = 3 };

typedef struct rcnn_log_line {
    uint32_t size;
    int32_t level;                 /* RCNN_LOG_ERROR and so on */
    int32_t missed;                /* older lines that were dropped because nobody asked: 256 are kept */
    int32_t unused;
    int64_t at_ns;                 /* by rcnn_clock */
    char engine[RCNN_NAME_BYTES];  /* its name */
    char text[RCNN_TEXT_BYTES];    /* one line */
} rcnn_log_line;

/* The next line of what engines have to tell beside their results, destroyed ones included. Any thread.
 * RCNN_OK, RCNN_NOTHING; RCNN_E_ARGUMENT, RCNN_E_SIZE. */
RCNN_API rcnn_status RCNN_CALL rcnn_next_log(rcnn_log_line *line);

#ifdef __cplusplus
}
#endif

#endif
