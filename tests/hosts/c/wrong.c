/* Wrong use of every function: each answers with a status and a sentence, and goes on as if nothing had been. */
#include "check.h"
#include "digit.h"

#include <float.h>
#include <math.h>
#include <pthread.h>
#if !defined(_WIN32)
#include <sys/stat.h>
#include <unistd.h>
#endif

#define LETTERS_10 "aaaaaaaaaa"
#define LETTERS_80 LETTERS_10 LETTERS_10 LETTERS_10 LETTERS_10 LETTERS_10 LETTERS_10 LETTERS_10 LETTERS_10

enum { WIDTH = 320, HEIGHT = 240, ROUNDS = 20, THREADS = 3 };

static uint8_t pixels[WIDTH * HEIGHT * 4];
static rcnn_engine engine;
static volatile int is_over;
static long calls[THREADS];

static rcnn_frame good(void) { return frame_of(pixels, WIDTH, HEIGHT, RCNN_BGRA8); }

/* All functions that take an engine, with one that is none. */
static void no_engine(rcnn_engine none)
{
    rcnn_frame frame = good();
    rcnn_result result = RCNN_STRUCT(rcnn_result);
    rcnn_stats stats = RCNN_STRUCT(rcnn_stats);
    rcnn_model model = RCNN_STRUCT(rcnn_model);
    rcnn_model_info info = RCNN_STRUCT(rcnn_model_info);
    rcnn_swap_info swap_info = RCNN_STRUCT(rcnn_swap_info);
    rcnn_event event = RCNN_STRUCT(rcnn_event);
    rcnn_vulkan_image image = RCNN_STRUCT(rcnn_vulkan_image);
    rcnn_engine other = 77;
    rcnn_buffer buffer = 77;
    rcnn_swap_id swap = 77;
    int64_t sequence = 77;
    EXPECT(RCNN_E_HANDLE, rcnn_get_stats(none, &stats));
    EXPECT(RCNN_E_HANDLE, rcnn_submit(none, &frame, &sequence));
    EXPECT(RCNN_E_HANDLE, rcnn_submit(none, NULL, NULL));
    EXPECT(RCNN_E_HANDLE, rcnn_wants_frame(none));
    EXPECT(RCNN_E_HANDLE, rcnn_prepare(none, 64, 64, RCNN_RGB8));
    EXPECT(RCNN_E_HANDLE, rcnn_rent(none, &frame, &buffer));
    EXPECT(RCNN_E_HANDLE, rcnn_submit_rented(none, &frame, &sequence));
    EXPECT(RCNN_E_HANDLE, rcnn_return(none));
    EXPECT(RCNN_E_HANDLE, rcnn_poll(none, &result));
    EXPECT(RCNN_E_HANDLE, rcnn_model_at(none, 0, &info));
    EXPECT(RCNN_E_HANDLE, rcnn_swap(none, "lenet5", &swap));
    EXPECT(RCNN_E_HANDLE, rcnn_swap_model(none, &model, &swap));
    EXPECT(RCNN_E_HANDLE, rcnn_swap_state(none, 1, &swap_info));
    EXPECT(RCNN_E_HANDLE, rcnn_swap_cancel(none, 1));
    EXPECT(RCNN_E_HANDLE, rcnn_next_event(none, &event));
    EXPECT(RCNN_E_HANDLE, rcnn_submit_vulkan(none, &image, &sequence));
    EXPECT(RCNN_E_HANDLE, rcnn_create_on_gpu(NULL, none, &other));
    EXPECT(RCNN_E_HANDLE, rcnn_lock_queue(none));
    EXPECT(RCNN_E_HANDLE, rcnn_unlock_queue(none));
    EXPECT(RCNN_E_HANDLE, rcnn_close_gpu(none, 0));
    EXPECT(RCNN_E_HANDLE, rcnn_destroy(none));
    CHECK(buffer == 77 && swap == 77 && sequence == 77 && other == 77);
}

/* One function with each size that a struct does not have, and with null. */
#define SIZES(type, call)                                                                  \
    do {                                                                                   \
        static const uint32_t sizes[] = {0, 1, sizeof(type) - 1, sizeof(type) + 1, ~0u};   \
        type value = RCNN_STRUCT(type);                                                    \
        type *argument = NULL;                                                             \
        size_t i;                                                                          \
        EXPECT(RCNN_E_ARGUMENT, call);                                                     \
        argument = &value;                                                                 \
        for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {                               \
            value.size = sizes[i];                                                         \
            EXPECT(RCNN_E_SIZE, call);                                                     \
        }                                                                                  \
    } while (0)

static void structs(void)
{
    rcnn_engine other = 77;
    rcnn_options options = RCNN_STRUCT(rcnn_options);
    options.size = 3;
    EXPECT(RCNN_E_SIZE, rcnn_create(&options, &other));
    options.size = sizeof options + 8;
    EXPECT(RCNN_E_SIZE, rcnn_create(&options, &other));
    CHECK(other == 77);
    SIZES(rcnn_stats, rcnn_get_stats(engine, argument));
    SIZES(rcnn_frame, rcnn_submit(engine, argument, NULL));
    SIZES(rcnn_frame, rcnn_submit_rented(engine, argument, NULL));
    SIZES(rcnn_result, rcnn_poll(engine, argument));
    SIZES(rcnn_model_info, rcnn_model_at(engine, 0, argument));
    SIZES(rcnn_model, rcnn_swap_model(engine, argument, NULL));
    SIZES(rcnn_swap_info, rcnn_swap_state(engine, 1, argument));
    SIZES(rcnn_event, rcnn_next_event(engine, argument));
    SIZES(rcnn_log_line, rcnn_next_log(argument));
    SIZES(rcnn_vulkan_image, rcnn_submit_vulkan(engine, argument, NULL));
    SIZES(rcnn_vulkan_device, rcnn_open_vulkan(argument, &other));
}

static void text(void)
{
    char small[8] = "zzzzzzz";
    EXPECT(RCNN_E_ARGUMENT, rcnn_version(small, 0));
    EXPECT(RCNN_E_ARGUMENT, rcnn_version(small, -5));
    EXPECT(RCNN_E_ARGUMENT, rcnn_version(NULL, 8));
    CHECK(strcmp(small, "zzzzzzz") == 0);
    CHECK(rcnn_version(NULL, 0) >= 6);
    CHECK(rcnn_version(small, 3) >= 6 && strlen(small) == 2);
    EXPECT(RCNN_E_ARGUMENT, rcnn_last_error(NULL, 1));
    CHECK(rcnn_last_error(NULL, 0) > 10);
    EXPECT(RCNN_E_ARGUMENT, rcnn_engines(NULL, 1));
    EXPECT(RCNN_E_ARGUMENT, rcnn_engines(&engine, -1));
}

/* The last refusal names that. */
static int says(const char *what)
{
    char why[RCNN_TEXT_BYTES];
    rcnn_last_error(why, sizeof why);
    return strstr(why, what) != NULL;
}

static void options(void)
{
    static char longer[10000];
    rcnn_engine other = 77;
    rcnn_options bad = RCNN_STRUCT(rcnn_options);
    EXPECT(RCNN_E_ARGUMENT, rcnn_create(NULL, NULL));
    bad.threads = -1;
    EXPECT(RCNN_E_ARGUMENT, rcnn_create(&bad, &other));
    bad.threads = 1 << 30;
    EXPECT(RCNN_E_ARGUMENT, rcnn_create(&bad, &other));
    bad.threads = 1;
    bad.time_limit_ms = -2;
    EXPECT(RCNN_E_ARGUMENT, rcnn_create(&bad, &other));
    bad.time_limit_ms = 0;
    bad.backend = -1;
    EXPECT(RCNN_E_ARGUMENT, rcnn_create(&bad, &other));
    bad.backend = 3;
    EXPECT(RCNN_E_ARGUMENT, rcnn_create(&bad, &other));
#if !defined(_WIN32)
    bad.backend = RCNN_BACKEND_DIRECTML;
    EXPECT(RCNN_E_ARGUMENT, rcnn_create(&bad, &other));
#endif
    bad.backend = RCNN_BACKEND_CPU;
    bad.keep_warm_bytes = (UINT64_C(1) << 40) + 1;
    EXPECT(RCNN_E_ARGUMENT, rcnn_create(&bad, &other));
    bad.keep_warm_bytes = UINT64_MAX;
    EXPECT(RCNN_E_ARGUMENT, rcnn_create(&bad, &other));
    bad.keep_warm_bytes = UINT64_C(1) << 40;
    bad.store_folder = "";
    EXPECT(RCNN_E_ARGUMENT, rcnn_create(&bad, &other));
    CHECK(says("store_folder"));
    bad.store_folder = NULL;
    bad.catalogue_folder = "";
    EXPECT(RCNN_E_ARGUMENT, rcnn_create(&bad, &other));
    bad.catalogue_folder = "/nonexistent";
    EXPECT(RCNN_E_MODEL, rcnn_create(&bad, &other));
    bad.catalogue_folder = "\xff\xfe\x80";
    EXPECT(RCNN_E_MODEL, rcnn_create(&bad, &other));
    memset(longer, 'a', sizeof longer - 1);
    bad.catalogue_folder = NULL;
    bad.name = longer;
    EXPECT(RCNN_E_ARGUMENT, rcnn_create(&bad, &other));
    CHECK(other == 77);
}

/* A name goes into log lines, and cannot break or steer them. */
static void names(void)
{
    rcnn_options options = RCNN_STRUCT(rcnn_options);
    rcnn_model model = RCNN_STRUCT(rcnn_model);
    rcnn_log_line line = RCNN_STRUCT(rcnn_log_line);
    rcnn_engine other;
    rcnn_swap_id swap;
    options.name = "line\nbreak \x1b[2J";
    EXPECT(RCNN_OK, rcnn_create(&options, &other));
    model.id = "mine";
    model.bytes = pixels;
    model.byte_count = 100;
    EXPECT(RCNN_OK, rcnn_swap_model(other, &model, &swap));
    while (rcnn_next_log(&line) != RCNN_OK || strstr(line.text, "'mine'") == NULL)
        pause_ms(2);
    CHECK(strcmp(line.engine, "line?break ?[2J") == 0);
    EXPECT(RCNN_OK, rcnn_destroy(other));
}

#define BAD(field, value)                                   \
    do {                                                    \
        rcnn_frame bad = good();                            \
        bad.field = value;                                  \
        EXPECT(RCNN_E_ARGUMENT, rcnn_submit(engine, &bad, NULL)); \
    } while (0)

static void gpu(void)
{
    rcnn_vulkan_device device = RCNN_STRUCT(rcnn_vulkan_device);
    rcnn_gpu out = 77;
    EXPECT(RCNN_E_ARGUMENT, rcnn_open_vulkan(&device, &out)); /* handles that are null; others no library can check */
    EXPECT(RCNN_E_ARGUMENT, rcnn_open_vulkan(&device, NULL));
    CHECK(out == 77);
}

static void frames(void)
{
    static const int32_t formats[] = {0, -1, 7, 1 << 20, INT32_MIN};
    size_t i;
    BAD(pixels, NULL);
    BAD(byte_count, 1);
    BAD(byte_count, WIDTH * HEIGHT * 4 - 1);
    BAD(width, 0);
    BAD(width, -1);
    BAD(width, 16385);
    BAD(height, 0);
    BAD(height, INT32_MIN);
    BAD(height, INT32_MAX);
    BAD(stride, WIDTH * 4 - 1);
    BAD(stride, -WIDTH * 4);
    BAD(stride, INT32_MIN);
    BAD(bottom_up, 2);
    BAD(mirrored, -1);
    BAD(quarter_turns, 4);
    BAD(quarter_turns, -1);
    BAD(crop_width, 10);
    BAD(crop_x, 1);
    BAD(crop_height, INT32_MAX);
    BAD(captured_ns, -1);
    BAD(captured_ns, INT64_MAX);
    BAD(captured_ns, rcnn_clock() + INT64_C(3600000000000));
    for (i = 0; i < sizeof formats / sizeof *formats; i++) {
        BAD(format, formats[i]);
        EXPECT(RCNN_E_ARGUMENT, rcnn_prepare(engine, 64, 64, formats[i]));
    }
    EXPECT(RCNN_E_ARGUMENT, rcnn_prepare(engine, 0, 64, RCNN_RGB8));
    EXPECT(RCNN_E_ARGUMENT, rcnn_prepare(engine, 64, INT32_MAX, RCNN_RGB8));
}

static void buffers(void)
{
    rcnn_buffer out[RCNN_MAX_RENTED], more = 77;
    rcnn_frame frame[RCNN_MAX_RENTED], other;
    rcnn_engine dies;
    int64_t sequence = 77;
    int i;
    other = good();
    other.width = 20000;
    EXPECT(RCNN_E_ARGUMENT, rcnn_rent(engine, &other, &more));
    other.width = 64;
    EXPECT(RCNN_E_ARGUMENT, rcnn_rent(engine, &other, NULL));
    for (i = 0; i < RCNN_MAX_RENTED; i++) {
        frame[i] = good();
        EXPECT(RCNN_OK, rcnn_rent(engine, &frame[i], &out[i]));
        memset(frame[i].pixels, i, (size_t)frame[i].byte_count);
    }
    EXPECT(RCNN_NOTHING, rcnn_rent(engine, &other, &more));
    CHECK(more == 77);
    EXPECT(RCNN_E_ARGUMENT, rcnn_submit_rented(out[0], &frame[1], &sequence)); /* another one's memory */
    other = frame[0];
    other.height++;
    EXPECT(RCNN_E_ARGUMENT, rcnn_submit_rented(out[0], &other, &sequence));
    other = frame[0];
    other.crop_x = 5;
    EXPECT(RCNN_E_ARGUMENT, rcnn_submit_rented(out[0], &other, &sequence));
    CHECK(sequence == 77);
    CHECK(rcnn_submit_rented(out[0], &frame[0], &sequence) >= 0);
    EXPECT(RCNN_E_HANDLE, rcnn_submit_rented(out[0], &frame[0], NULL));
    EXPECT(RCNN_E_HANDLE, rcnn_return(out[0]));
    EXPECT(RCNN_OK, rcnn_return(out[1]));
    EXPECT(RCNN_E_HANDLE, rcnn_return(out[1]));
    EXPECT(RCNN_OK, rcnn_return(out[2]));
    EXPECT(RCNN_OK, rcnn_return(out[3]));
    EXPECT(RCNN_E_HANDLE, rcnn_poll(out[3], NULL));

    /* What is out outlives its engine. */
    EXPECT(RCNN_OK, rcnn_create(NULL, &dies));
    other = good();
    EXPECT(RCNN_OK, rcnn_rent(dies, &other, &more));
    EXPECT(RCNN_OK, rcnn_destroy(dies));
    memset(other.pixels, 9, (size_t)other.byte_count);
    EXPECT(RCNN_E_HANDLE, rcnn_submit_rented(more, &other, NULL));
    memset(other.pixels, 7, (size_t)other.byte_count);
    EXPECT(RCNN_OK, rcnn_return(more));
    EXPECT(RCNN_E_HANDLE, rcnn_return(more));
}

static void expect_bad_preprocess(const rcnn_preprocess *preprocess)
{
    rcnn_model model = RCNN_STRUCT(rcnn_model);
    model.id = "mine";
    model.bytes = pixels;
    model.byte_count = 100;
    model.preprocess = preprocess;
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap_model(engine, &model, NULL));
}

#define BAD_PREPROCESS(field, value)                                \
    do {                                                            \
        rcnn_preprocess bad = preprocess;                           \
        bad.field = value;                                          \
        expect_bad_preprocess(&bad);                                \
    } while (0)

static void preprocessing(void)
{
    rcnn_preprocess preprocess = RCNN_STRUCT(rcnn_preprocess);
    preprocess.width = preprocess.height = 32;
    preprocess.std[0] = preprocess.std[1] = preprocess.std[2] = 1;
    BAD_PREPROCESS(width, 0);
    BAD_PREPROCESS(height, INT32_MAX);
    BAD_PREPROCESS(fit, 3);
    BAD_PREPROCESS(filter, -1);
    BAD_PREPROCESS(channels, 9);
    BAD_PREPROCESS(type, 3);
    BAD_PREPROCESS(channels_last, 2);
    BAD_PREPROCESS(resize_to, 3);
    BAD_PREPROCESS(mean[1], (float)NAN);
    BAD_PREPROCESS(mean[2], (float)INFINITY);
    BAD_PREPROCESS(std[0], (float)NAN);
    BAD_PREPROCESS(std[1], 0);
    BAD_PREPROCESS(std[2], -FLT_MIN);
    BAD_PREPROCESS(pad_value, 256);
    BAD_PREPROCESS(pad_value, (float)NAN);
    preprocess.size--;
    {
        rcnn_model model = RCNN_STRUCT(rcnn_model);
        model.id = "mine";
        model.bytes = pixels;
        model.byte_count = 100;
        model.preprocess = &preprocess;
        EXPECT(RCNN_E_SIZE, rcnn_swap_model(engine, &model, NULL));
    }
}

/* What is noticed only when it is loaded. */
static void expect_failed_swap(rcnn_swap_id swap)
{
    rcnn_swap_info info = RCNN_STRUCT(rcnn_swap_info);
    do {
        pause_ms(2);
        EXPECT(RCNN_OK, rcnn_swap_state(engine, swap, &info));
    } while (info.stage < RCNN_SWAP_READY);
    CHECK(info.stage == RCNN_SWAP_FAILED && info.error[0] != 0 && strchr(info.error, '\n') == NULL);
    EXPECT(RCNN_NOTHING, rcnn_swap_cancel(engine, swap));
}

#if !defined(_WIN32)
static void files(void)
{
    rcnn_swap_id swap;
    FILE *empty = fopen("empty.onnx", "w");
    CHECK(empty != NULL && fclose(empty) == 0 && mkfifo("pipe.onnx", 0600) == 0);
    EXPECT(RCNN_OK, rcnn_swap(engine, "empty.onnx", &swap));
    expect_failed_swap(swap);
    EXPECT(RCNN_OK, rcnn_swap(engine, "pipe.onnx", &swap));
    expect_failed_swap(swap);
    CHECK(unlink("empty.onnx") == 0 && unlink("pipe.onnx") == 0);
}
#endif

static void models(void)
{
    static const char *const unknown[] = {"", "lenet6", "lenet5\n", "/nonexistent.onnx", "/tmp", "\xff\xfe\x80"};
    static char longer[5000];
    rcnn_model model = RCNN_STRUCT(rcnn_model);
    rcnn_model_info info = RCNN_STRUCT(rcnn_model_info);
    rcnn_swap_info swap_info = RCNN_STRUCT(rcnn_swap_info);
    rcnn_swap_id swap = 77;
    size_t i;
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap(engine, NULL, &swap));
    for (i = 0; i < sizeof unknown / sizeof *unknown; i++)
        EXPECT(RCNN_E_MODEL, rcnn_swap(engine, unknown[i], &swap));
    memset(longer, '/', sizeof longer - 1);
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap(engine, longer, &swap));
    EXPECT(RCNN_E_ARGUMENT, rcnn_model_at(engine, -1, &info));
    EXPECT(RCNN_NOTHING, rcnn_model_at(engine, 1000000, &info));
    EXPECT(RCNN_E_HANDLE, rcnn_swap_state(engine, 0, &swap_info));
    EXPECT(RCNN_E_HANDLE, rcnn_swap_state(engine, ~UINT64_C(0), &swap_info));
    EXPECT(RCNN_E_HANDLE, rcnn_swap_cancel(engine, 123456789));
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap_model(engine, &model, &swap)); /* neither path nor bytes */
    model.bytes = pixels;
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap_model(engine, &model, &swap)); /* no id */
    model.id = "mine";
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap_model(engine, &model, &swap)); /* no bytes in it */
    model.byte_count = UINT64_MAX;
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap_model(engine, &model, &swap));
    model.byte_count = 100;
    model.scores = "nonsense";
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap_model(engine, &model, &swap));
    model.scores = "two\nlines \x1b[2J";
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap_model(engine, &model, &swap));
    CHECK(says("'two lines ?[2J'"));
    model.scores = NULL;
    model.id = " ";
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap_model(engine, &model, &swap));
    CHECK(says("rcnn_model.id"));
    model.id = "";
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap_model(engine, &model, &swap));
    model.id = "line\nbreak";
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap_model(engine, &model, &swap));
    model.id = "mine";
    model.labels = "";
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap_model(engine, &model, &swap));
    model.labels = " \n\n";
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap_model(engine, &model, &swap));
    model.labels = NULL;
    model.id = LETTERS_80 "b";
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap_model(engine, &model, &swap));
    model.id = "mine";
    model.labels_path = "/nonexistent";
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap_model(engine, &model, &swap)); /* bytes with a file of labels */
    model.bytes = NULL;
    model.path = "";
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap_model(engine, &model, &swap));
    model.path = "/nonexistent.onnx";
    model.labels_path = "";
    EXPECT(RCNN_E_ARGUMENT, rcnn_swap_model(engine, &model, &swap));
    CHECK(says("labels_path"));
    model.labels_path = "/nonexistent";
    EXPECT(RCNN_E_MODEL, rcnn_swap_model(engine, &model, &swap));
    CHECK(swap == 77);
    model.path = model.labels_path = NULL;
    model.bytes = pixels;
    EXPECT(RCNN_OK, rcnn_swap_model(engine, &model, &swap));
    expect_failed_swap(swap);
}

static void *other_thread(void *unused)
{
    char why[8] = "zzz";
    CHECK(rcnn_last_error(why, sizeof why) == 1 && why[0] == 0); /* the text is each thread's own */
    return unused;
}

static void *submit_and_poll(void *count)
{
    rcnn_frame frame = good();
    rcnn_result result = RCNN_STRUCT(rcnn_result);
    while (!is_over) {
        int32_t submitted = rcnn_submit(engine, &frame, NULL), polled = rcnn_poll(engine, &result);
        if (submitted < RCNN_E_BUSY || submitted > RCNN_REPLACED || polled < RCNN_E_BUSY || polled > RCNN_NOTHING)
            CHECK(!"a status that cannot be");
        ++*(long *)count;
    }
    return NULL;
}

/* Several threads at once, and in their midst the engine goes. */
static void storms(void)
{
    int round, i;
    for (round = 0; round < ROUNDS; round++) {
        pthread_t threads[THREADS];
        rcnn_engine before = engine;
        is_over = 0;
        for (i = 0; i < THREADS; i++)
            CHECK(pthread_create(&threads[i], NULL, submit_and_poll, &calls[i]) == 0);
        pause_ms(10);
        EXPECT(RCNN_OK, rcnn_destroy(engine));
        EXPECT(RCNN_E_HANDLE, rcnn_destroy(engine));
        pause_ms(2);
        is_over = 1;
        for (i = 0; i < THREADS; i++)
            pthread_join(threads[i], NULL);
        EXPECT(RCNN_OK, rcnn_create(NULL, &engine));
        EXPECT(RCNN_OK, rcnn_swap(engine, "lenet5", NULL));
        CHECK(engine != before);
    }
    printf("%d engines destroyed amid %ld calls of %d threads\n", ROUNDS, calls[0] + calls[1] + calls[2], THREADS);
}

static void too_many(void)
{
    static rcnn_engine all[RCNN_MAX_ENGINES + 1];
    int count = 0, i;
    while (count <= RCNN_MAX_ENGINES && rcnn_create(NULL, &all[count]) == RCNN_OK)
        count++;
    CHECK(count == RCNN_MAX_ENGINES - 1);
    EXPECT(RCNN_E_LIMIT, rcnn_create(NULL, &all[count]));
    CHECK(rcnn_engines(NULL, 0) == RCNN_MAX_ENGINES);
    for (i = 0; i < count; i++)
        EXPECT(RCNN_OK, rcnn_destroy(all[i]));
    CHECK(rcnn_engines(all, 5) == 1 && all[0] == engine);
}

int main(void)
{
    static const rcnn_engine made_up[] = {0, 1, 255, 0x10000, UINT64_C(0xdeadbeefcafe), ~UINT64_C(0)};
    rcnn_frame frame = good();
    rcnn_result result = RCNN_STRUCT(rcnn_result);
    pthread_t thread;
    rcnn_engine before;
    size_t i;
    draw_seven(pixels, WIDTH, HEIGHT, WIDTH * 4, 4);
    options();
    names();
    EXPECT(RCNN_OK, rcnn_create(NULL, &engine));
    for (i = 0; i < sizeof made_up / sizeof *made_up; i++)
        no_engine(made_up[i]);
    no_engine(engine ^ 0x1000);    /* of another kind */
    no_engine(engine + (1 << 16)); /* of a later generation */
    structs();
    text();
    gpu();
    frames();
    buffers();
    preprocessing();
    models();
#if !defined(_WIN32)
    files();
#endif
    pthread_create(&thread, NULL, other_thread, NULL);
    pthread_join(thread, NULL);
    storms();
    too_many();
    before = engine;
    CHECK(run_until(engine, "lenet5", &frame, &result));
    CHECK(strcmp(result.top[0].label, "7") == 0); /* after all that */
    EXPECT(RCNN_OK, rcnn_destroy(engine));
    no_engine(before);
    EXPECT(RCNN_OK, rcnn_shutdown(10000));
    return finish("wrong use");
}
