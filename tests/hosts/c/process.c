/* What the library changes of its process: signals, streams, environment, threads that are there. */
#define _GNU_SOURCE
#include "check.h"
#include "digit.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

static uint8_t pixels[320 * 240];

static int count_variables(void)
{
    int n = 0;
    while (environ[n] != NULL)
        n++;
    return n;
}

static int may_change(int number)
{
    return number == SIGSEGV || number == SIGFPE || number == SIGPIPE || number == SIGRTMIN;
}

int main(void)
{
    struct sigaction before[65], after;
    sigset_t mask_before, mask_after;
    rcnn_engine engine;
    rcnn_frame frame = frame_of(pixels, 320, 240, RCNN_GRAY8);
    rcnn_result result = RCNN_STRUCT(rcnn_result);
    char folder_before[4096], folder_after[4096];
    int number, variables = count_variables(), streams[2];
    umask(027);
    sigprocmask(SIG_SETMASK, NULL, &mask_before);
    for (number = 1; number < 65; number++)
        sigaction(number, NULL, &before[number]);
    CHECK(getcwd(folder_before, sizeof folder_before) != NULL);
    fflush(stdout);
    CHECK(pipe(streams) == 0); /* standard output and error go there meanwhile, and nothing comes out */
    {
        int out = dup(1), error = dup(2);
        char byte;
        dup2(streams[1], 1);
        dup2(streams[1], 2);
        draw_seven(pixels, 320, 240, 320, 1);
        rcnn_create(NULL, &engine);
        run_until(engine, "lenet5", &frame, &result);
        rcnn_swap(engine, "nonsense", NULL);
        rcnn_destroy(engine);
        rcnn_shutdown(10000);
        fflush(stdout);
        dup2(out, 1);
        dup2(error, 2);
        close(streams[1]);
        CHECK(read(streams[0], &byte, 1) == 0);
    }
    CHECK(strcmp(result.top[0].label, "7") == 0);
    for (number = 1; number < 65; number++) {
        int is_same = sigaction(number, NULL, &after) != 0
            || ((after.sa_flags & SA_SIGINFO) == (before[number].sa_flags & SA_SIGINFO) && after.sa_handler == before[number].sa_handler);
        if (!is_same)
            printf("signal %d (%s) has another handler\n", number, strsignal(number));
        CHECK(is_same || may_change(number));
    }
    sigprocmask(SIG_SETMASK, NULL, &mask_after);
    CHECK(memcmp(&mask_before, &mask_after, sizeof mask_before) == 0);
    CHECK(umask(022) == 027);
    CHECK(getcwd(folder_after, sizeof folder_after) != NULL && strcmp(folder_before, folder_after) == 0);
    CHECK(count_variables() <= variables + 1 && getenv("ORT_DISABLE_TELEMETRY") != NULL);
    return finish("process");
}
