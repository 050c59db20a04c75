/* What the library for C costs the thread that calls it: CPU time of that thread, beside a loop that calls nothing, and beside a bare copy
 * of the same bytes. host LENET5.onnx; Linux. What the machine does meanwhile does not count, but for caches that it shares. */
#include "realtime_cnn.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCHES = 400, CALLS = 100, FRAMES = 1000, RESULTS = 500, WIDTH = 1280, HEIGHT = 720, BYTES = WIDTH * HEIGHT * 4, COPIES = 3 };

static double times[BATCHES + FRAMES], others[FRAMES], bare[FRAMES];

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double cpu(void) { return now(CLOCK_THREAD_CPUTIME_ID); }

static void pause_us(long us)
{
    struct timespec rest;
    rest.tv_sec = 0;
    rest.tv_nsec = us * 1000;
    nanosleep(&rest, NULL);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double part(double *values, int count, double fraction)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    return values[(int)((count - 1) * fraction)];
}

static void need(rcnn_status status, const char *what)
{
    char why[RCNN_TEXT_BYTES];
    if (status >= 0)
        return;
    rcnn_last_error(why, sizeof why);
    printf("%s: %s\n", what, why);
    exit(1);
}

static long long allocated(rcnn_engine engine)
{
    rcnn_stats stats = RCNN_STRUCT(rcnn_stats);
    need(rcnn_get_stats(engine, &stats), "stats");
    return stats.host_allocated_bytes;
}

enum what { NOTHING, SUBMIT, POLL };

/* Batches of calls, with a rest after each for the engine. */
static void batches(const char *name, enum what what, rcnn_engine engine, const rcnn_frame *frame, double bar)
{
    rcnn_result result = RCNN_STRUCT(rcnn_result);
    long long before;
    volatile int keeps = 0;
    int i, k;
    double p50, p99;
    for (i = 0; i < CALLS; i++) {
        rcnn_submit(engine, frame, NULL);
        rcnn_poll(engine, &result);
    }
    before = allocated(engine);
    for (i = 0; i < BATCHES; i++) {
        double began = cpu();
        for (k = 0; k < CALLS; k++) {
            if (what == SUBMIT)
                rcnn_submit(engine, frame, NULL);
            else if (what == POLL)
                rcnn_poll(engine, &result);
            keeps = k;
        }
        times[i] = (cpu() - began) / CALLS;
        pause_us(500);
    }
    p50 = part(times, BATCHES, 0.5);
    p99 = part(times, BATCHES, 0.99);
    printf("%-44s p50 %6.3f us, p99 %6.3f us of %d batches; %lld managed bytes", name, p50, p99, BATCHES, allocated(engine) - before);
    if (bar > 0)
        printf("; wanted: %g us", bar);
    puts("");
    (void)keeps;
}

/* Stands for the engine's thread where no engine is: reads what was copied last. */
static _Atomic(const uint8_t *) last;

static void *read_the_last(void *sum)
{
    const uint8_t *pixels;
    for (;;) {
        while ((pixels = atomic_exchange(&last, NULL)) == NULL)
            pause_us(50);
        if (pixels == sum)
            return NULL;
        for (int i = 0; i < BYTES; i += 64)
            *(uint8_t *)sum += pixels[i];
    }
}

static void difference(const char *what, double *values, const char *more)
{
    double p50 = part(values, FRAMES, 0.5), p90 = part(values, FRAMES, 0.9), p99 = part(values, FRAMES, 0.99);
    printf("1280x720 BGRA: %-42s p50 %6.1f us, p90 %6.1f us, p99 %6.1f us%s\n", what, p50, p90, p99, more);
}

/* Three copies of the same bytes in turn: one that nobody reads, one that another thread reads, and the engine's, which its own reads. What
 * the second costs beyond the first is the machine's: caches that cores share, and whoever else runs on them. */
static void large_frames(rcnn_engine engine)
{
    static uint8_t *pixels, *copies[2 * COPIES], sum;
    static double first[FRAMES];
    rcnn_frame frame = RCNN_STRUCT(rcnn_frame);
    rcnn_result result = RCNN_STRUCT(rcnn_result);
    pthread_t reader;
    char more[80];
    long long before = 0;
    int i;
    pixels = malloc(BYTES);
    memset(pixels, 100, BYTES);
    for (i = 0; i < 2 * COPIES; i++)
        memset(copies[i] = malloc(BYTES), 1, BYTES);
    frame.pixels = pixels;
    frame.width = WIDTH;
    frame.height = HEIGHT;
    frame.format = RCNN_BGRA8;
    need(rcnn_prepare(engine, WIDTH, HEIGHT, RCNN_BGRA8), "prepare");
    pthread_create(&reader, NULL, read_the_last, &sum);
    for (i = -50; i < FRAMES; i++) {
        uint8_t *unread = copies[(i + 50) % COPIES], *read = copies[COPIES + (i + 50) % COPIES];
        double began = cpu(), copied, again, submitted;
        memcpy(unread, pixels, BYTES);
        copied = cpu();
        memcpy(read, pixels, BYTES);
        again = cpu();
        need(rcnn_submit(engine, &frame, NULL), "submit");
        submitted = cpu();
        atomic_store(&last, read);
        rcnn_poll(engine, &result);
        if (i == 0)
            before = allocated(engine);
        if (i >= 0) {
            first[i] = copied - began;
            bare[i] = again - copied - first[i];
            others[i] = submitted - again - first[i];
        }
        pause_us(1000);
    }
    sprintf(more, "; %lld managed bytes; wanted: 10 us", allocated(engine) - before);
    atomic_store(&last, &sum);
    pthread_join(reader, NULL);
    difference("a copy that nobody reads", first, "");
    difference("one that another thread reads, beyond it", bare, "");
    difference("a submit, beyond it", others, more);
    for (i = 0; i < 2 * COPIES; i++)
        free(copies[i]);
    free(pixels);
}

/* A result with ten labels as long as ImageNet's longest. */
static void results(rcnn_engine engine, const rcnn_frame *frame, const char *network)
{
    rcnn_model model = RCNN_STRUCT(rcnn_model);
    rcnn_result result = RCNN_STRUCT(rcnn_result);
    char labels[10 * 122 + 1] = "";
    long long before = 0;
    double empty;
    int i, count = 0;
    for (i = 0; i < 10; i++) {
        memset(labels + i * 122, 'a' + i, 121);
        labels[i * 122 + 121] = i < 9 ? '\n' : 0;
    }
    model.path = network;
    model.id = "long labels";
    model.labels = labels;
    need(rcnn_swap_model(engine, &model, NULL), "swap");
    while (strcmp(result.model, "long labels") != 0) {
        need(rcnn_submit(engine, frame, NULL), "submit");
        pause_us(1000);
        need(rcnn_poll(engine, &result), "poll");
    }
    for (i = 0; i < FRAMES; i++) {
        double began = cpu();
        others[i] = cpu() - began;
    }
    empty = part(others, FRAMES, 0.5);
    before = allocated(engine);
    while (count < RESULTS) {
        double began;
        rcnn_submit(engine, frame, NULL);
        pause_us(1000);
        began = cpu();
        if (rcnn_poll(engine, &result) == RCNN_OK)
            times[count++] = cpu() - began - empty;
    }
    printf("poll with a result of %d labels              p50 %6.3f us, p99 %6.3f us; %lld managed bytes; wanted: 3 us\n", result.count,
           part(times, RESULTS, 0.5), part(times, RESULTS, 0.99), allocated(engine) - before);
}

/* At one moment after the other, from before a load to after it. */
static void destroy(const rcnn_frame *frame)
{
    enum { ENGINES = 20 };
    int i, k;
    for (i = 0; i < ENGINES; i++) {
        rcnn_engine engine;
        rcnn_swap_id swap;
        double began, cpu_began;
        need(rcnn_create(NULL, &engine), "create");
        need(rcnn_swap(engine, "lenet5", &swap), "swap");
        for (k = 0; k < 50; k++) {
            rcnn_submit(engine, frame, NULL);
            pause_us(2000);
        }
        need(rcnn_swap(engine, "vgg16", &swap), "swap");
        for (k = 0; k < i * 75; k++) {
            rcnn_submit(engine, frame, NULL);
            pause_us(2000);
        }
        began = now(CLOCK_MONOTONIC);
        cpu_began = cpu();
        need(rcnn_destroy(engine), "destroy");
        others[i] = (cpu() - cpu_began) / 1e3;
        times[i] = (now(CLOCK_MONOTONIC) - began) / 1e3;
        need(rcnn_shutdown(60000), "shutdown");
    }
    printf("destroy 0 to 2850 ms after VGG-16 was asked for, wall: p50 %.3f ms, longest %.3f ms (CPU: %.3f ms); wanted: 50 ms\n",
           part(times, ENGINES, 0.5), part(times, ENGINES, 1), part(others, ENGINES, 1));
}

int main(int argc, char **argv)
{
    static uint8_t tiny[32 * 32];
    rcnn_frame frame = RCNN_STRUCT(rcnn_frame);
    rcnn_engine engine;
    rcnn_result result = RCNN_STRUCT(rcnn_result);
    rcnn_options options = RCNN_STRUCT(rcnn_options);
    if (argc != 2)
        return puts("usage: host LENET5.onnx"), 2;
    frame.pixels = tiny;
    frame.width = frame.height = 32;
    frame.format = RCNN_GRAY8;
    options.threads = 1;
    need(rcnn_create(&options, &engine), "create");
    batches("an empty loop", NOTHING, engine, &frame, 0);
    batches("poll without a result, no model", POLL, engine, &frame, 0.2);
    batches("submit 32x32, nobody looks at it", SUBMIT, engine, &frame, 1);
    need(rcnn_swap(engine, "lenet5", NULL), "swap");
    while (result.count == 0) {
        rcnn_submit(engine, &frame, NULL);
        pause_us(1000);
        need(rcnn_poll(engine, &result), "poll");
    }
    batches("submit 32x32, LeNet-5 runs", SUBMIT, engine, &frame, 1);
    batches("poll as often, LeNet-5 runs", POLL, engine, &frame, 0.2);
    large_frames(engine);
    results(engine, &frame, argv[1]);
    need(rcnn_destroy(engine), "destroy");
    destroy(&frame);
    return 0;
}
