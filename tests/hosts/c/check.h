/* What the C hosts share: calls that must answer in one way, and what a picture is. */
#ifndef CHECK_H
#define CHECK_H

#include "realtime_cnn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static long checked, failed;

/* The call answers with that status; a refusal says why, in one line, and a success leaves no doubt. */
#define EXPECT(status, call) check_status(status, (int32_t)(call), #call, __FILE__, __LINE__)
#define CHECK(condition) check_true(condition, #condition, __FILE__, __LINE__)

static int check_true(int is_true, const char *what, const char *file, int line)
{
    checked++;
    if (!is_true) {
        failed++;
        printf("%s:%d: not so: %s\n", file, line, what);
    }
    return is_true;
}

static inline int32_t check_status(int32_t expected, int32_t status, const char *call, const char *file, int line)
{
    char why[RCNN_TEXT_BYTES] = "";
    if (status < 0)
        rcnn_last_error(why, sizeof why);
    checked++;
    if (status != expected || (status < 0 && (why[0] == 0 || strchr(why, '\n')))) {
        failed++;
        printf("%s:%d: %d, not %d, for %s: %s\n", file, line, status, expected, call, why);
    }
    return status;
}

/* The last line of a host, and what main returns. */
static inline int finish(const char *host)
{
    printf("%s: %ld checks, %ld failed\n", host, checked, failed);
    return failed == 0 ? 0 : 1;
}

static inline void pause_ms(long ms)
{
    struct timespec rest;
    rest.tv_sec = ms / 1000;
    rest.tv_nsec = ms % 1000 * 1000000;
    nanosleep(&rest, NULL);
}

static inline rcnn_frame frame_of(void *pixels, int width, int height, int format)
{
    rcnn_frame frame = RCNN_STRUCT(rcnn_frame);
    frame.pixels = pixels;
    frame.width = width;
    frame.height = height;
    frame.format = format;
    return frame;
}

/* Asks for a model and submits a picture until it has classified it; gives up by the swap's own end. */
static inline int run_until(rcnn_engine engine, const char *model, const rcnn_frame *frame, rcnn_result *result)
{
    rcnn_swap_id swap;
    rcnn_swap_info info = RCNN_STRUCT(rcnn_swap_info);
    if (EXPECT(RCNN_OK, rcnn_swap(engine, model, &swap)) != RCNN_OK)
        return 0;
    do {
        CHECK(rcnn_submit(engine, frame, NULL) >= 0);
        pause_ms(2);
        CHECK(rcnn_poll(engine, result) >= 0);
        EXPECT(RCNN_OK, rcnn_swap_state(engine, swap, &info));
        if (info.stage >= RCNN_SWAP_FAILED) {
            printf("the swap to %s ended in stage %d: %s\n", model, info.stage, info.error);
            return CHECK(info.stage < RCNN_SWAP_FAILED);
        }
    } while (result->count == 0 || strcmp(result->model, model) != 0);
    return 1;
}

#endif
