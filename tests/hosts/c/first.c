/* A drawn digit classified, another model swapped in while frames go on, what is told of it, and all of it taken down. */
#include "realtime_cnn.h"

#include "digit.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { WIDTH = 640, HEIGHT = 480, CHANNELS = 4 };

static uint8_t pixels[WIDTH * HEIGHT * CHANNELS];

static void give_up(const char *what)
{
    char why[RCNN_TEXT_BYTES];
    rcnn_last_error(why, sizeof why);
    printf("%s: %s\n", what, why);
    exit(1);
}

static void pause_ms(long ms)
{
    struct timespec rest = {0, ms * 1000000};
    nanosleep(&rest, NULL);
}

/* Submits the picture until a model has seen it: that one if it is named. */
static void classify(rcnn_engine engine, const char *model, rcnn_result *result)
{
    rcnn_frame frame = RCNN_STRUCT(rcnn_frame);
    frame.format = RCNN_BGRA8;
    frame.pixels = pixels;
    frame.width = WIDTH;
    frame.height = HEIGHT;
    do {
        if (rcnn_submit(engine, &frame, NULL) < 0)
            give_up("submit");
        pause_ms(5);
        if (rcnn_poll(engine, result) < 0)
            give_up("poll");
    } while (result->count == 0 || strcmp(result->model, model) != 0);
}

int main(void)
{
    rcnn_engine engine;
    rcnn_swap_id swap;
    rcnn_result result = RCNN_STRUCT(rcnn_result);
    rcnn_swap_info info = RCNN_STRUCT(rcnn_swap_info);
    rcnn_event event = RCNN_STRUCT(rcnn_event);
    rcnn_log_line line = RCNN_STRUCT(rcnn_log_line);

    if (rcnn_abi_version() != RCNN_ABI_VERSION) {
        puts("another version of the library");
        return 1;
    }
    if (rcnn_create(NULL, &engine) < 0)
        give_up("create");
    if (rcnn_swap(engine, "lenet5", &swap) < 0)
        give_up("swap");
    draw_seven(pixels, WIDTH, HEIGHT, WIDTH * CHANNELS, CHANNELS);
    classify(engine, "lenet5", &result);
    printf("%s: %s %.3f, preprocess %.2f ms, infer %.2f ms\n", result.model, result.top[0].label, result.top[0].score,
           result.preprocess_ms, result.infer_ms);

    if (rcnn_swap(engine, "nin", &swap) < 0)
        give_up("swap");
    classify(engine, "nin", &result);
    if (rcnn_swap_state(engine, swap, &info) < 0)
        give_up("swap_state");
    printf("%s after %.0f ms, stage %d, %s\n", result.model, info.load_ms, info.stage, result.is_trained ? "trained" : "untrained");
    while (rcnn_next_event(engine, &event) == RCNN_OK)
        printf("event %d: %s at frame %lld\n", event.kind, event.model, (long long)event.at_frame);
    while (rcnn_next_log(&line) == RCNN_OK)
        printf("log %d %s: %s\n", line.level, line.engine, line.text);
    if (rcnn_destroy(engine) < 0)
        give_up("destroy");
    printf("destroyed; again: %d; all memory is back: %d\n", rcnn_destroy(engine), rcnn_shutdown(5000));
    return 0;
}
