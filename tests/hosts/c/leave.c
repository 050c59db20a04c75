/* Leaves in one of several ways while an engine is in one of several states, without destroying it: leave LIBRARY HOW STATE.
 * HOW: exit, _exit, return, close (the library, first). STATE: idle, runs, loads. The library is found at run time, as plugins are. */
#include "check.h"
#include "digit.h"
#include "load.h"

#include <unistd.h>

#define FIND(name) ((*(void **)&my_##name = find_function(library, #name)) != NULL)

static uint8_t pixels[320 * 240];
static rcnn_status(RCNN_CALL *my_rcnn_create)(const rcnn_options *, rcnn_engine *);
static rcnn_status(RCNN_CALL *my_rcnn_swap)(rcnn_engine, const char *, rcnn_swap_id *);
static rcnn_status(RCNN_CALL *my_rcnn_submit)(rcnn_engine, const rcnn_frame *, int64_t *);
static rcnn_status(RCNN_CALL *my_rcnn_poll)(rcnn_engine, rcnn_result *);
static rcnn_status(RCNN_CALL *my_rcnn_swap_state)(rcnn_engine, rcnn_swap_id, rcnn_swap_info *);

int main(int argc, char **argv)
{
    void *library = argc == 4 ? load_library(argv[1]) : NULL;
    rcnn_engine engine;
    rcnn_swap_id swap;
    rcnn_frame frame = frame_of(pixels, 320, 240, RCNN_GRAY8);
    rcnn_result result = RCNN_STRUCT(rcnn_result);
    rcnn_swap_info info = RCNN_STRUCT(rcnn_swap_info);
    if (library == NULL || !FIND(rcnn_create) || !FIND(rcnn_swap) || !FIND(rcnn_submit) || !FIND(rcnn_poll) || !FIND(rcnn_swap_state)) {
        printf("the library cannot be used: %s\n", load_error());
        return 1;
    }
    draw_seven(pixels, 320, 240, 320, 1);
    if (my_rcnn_create(NULL, &engine) != RCNN_OK || my_rcnn_swap(engine, "lenet5", NULL) != RCNN_OK)
        return 1;
    while (strcmp(argv[3], "idle") != 0 && result.count == 0) {
        my_rcnn_submit(engine, &frame, NULL);
        pause_ms(2);
        my_rcnn_poll(engine, &result);
    }
    if (strcmp(argv[3], "loads") == 0) { /* half a gigabyte; left when it is read in */
        if (my_rcnn_swap(engine, "vgg16", &swap) != RCNN_OK)
            return 1;
        do {
            pause_ms(20);
            if (my_rcnn_swap_state(engine, swap, &info) != RCNN_OK)
                return 1;
        } while (info.stage < RCNN_SWAP_LOADING || info.seconds < 0.3f);
    }
    if (strcmp(argv[2], "close") == 0) {
        close_library(library);
        pause_ms(50); /* the engine's thread goes on, and its code has to be there */
    }
    printf("left by %s while it %s\n", argv[2], argv[3]);
    fflush(stdout);
    if (strcmp(argv[2], "exit") == 0)
        exit(0);
    if (strcmp(argv[2], "_exit") == 0)
        _exit(0);
    return 0;
}
