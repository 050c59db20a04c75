/* What the library changes of its process: signals, streams, environment, threads that are there. */
#define _GNU_SOURCE
#include "check.h"
#include "digit.h"

#include <pthread.h>
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

static long resident_mb(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    CHECK(file != NULL && fscanf(file, "%*d %ld", &pages) == 1);
    fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024) / 1024;
}

static void *prepare_the_largest(void *engine)
{
    int32_t status = rcnn_prepare(*(rcnn_engine *)engine, 16384, 16384, RCNN_GRAY8);
    CHECK(status == RCNN_OK || status == RCNN_E_HANDLE);
    return NULL;
}

/* 768 MB are being made room for when all ends: they are back when the library says so. */
static void shut_down_amid_prepare(void)
{
    enum { SOME_MB = 64 };
    long before = resident_mb();
    rcnn_engine engine;
    pthread_t thread;
    EXPECT(RCNN_OK, rcnn_create(NULL, &engine));
    CHECK(pthread_create(&thread, NULL, prepare_the_largest, &engine) == 0);
    while (resident_mb() < before + SOME_MB)
        pause_ms(1);
    EXPECT(RCNN_OK, rcnn_shutdown(60000));
    CHECK(resident_mb() < before + SOME_MB);
    pthread_join(thread, NULL);
    CHECK(resident_mb() < before + SOME_MB);
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
    shut_down_amid_prepare();
    return finish("process");
}
