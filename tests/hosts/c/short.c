/* The first engine is asked for while memory is short: a status and a sentence, and the next one is made as soon as there is memory. */
#include "check.h"

#include <sys/resource.h>

/* Of what a process may write to, in bytes. */
static rlim_t data_bytes(void)
{
    char line[256];
    unsigned long kilobytes = 0;
    FILE *file = fopen("/proc/self/status", "r");
    CHECK(file != NULL);
    while (kilobytes == 0 && fgets(line, sizeof line, file) != NULL)
        sscanf(line, "VmData: %lu", &kilobytes);
    fclose(file);
    return (rlim_t)kilobytes * 1024;
}

int main(void)
{
    enum { LEFT = 16 << 20 }; /* ONNX Runtime needs more */
    struct rlimit usual, tight;
    rcnn_engine engine = 77;
    char why[RCNN_TEXT_BYTES];
    int32_t status;
    CHECK(rcnn_abi_version() == RCNN_ABI_VERSION); /* the runtime's own start */
    CHECK(getrlimit(RLIMIT_DATA, &usual) == 0);
    tight = usual;
    tight.rlim_cur = data_bytes() + LEFT;
    CHECK(setrlimit(RLIMIT_DATA, &tight) == 0);
    status = rcnn_create(NULL, &engine);
    rcnn_last_error(why, sizeof why);
    CHECK(setrlimit(RLIMIT_DATA, &usual) == 0);
    CHECK((status == RCNN_E_MEMORY || status == RCNN_E_LIBRARY) && engine == 77 && why[0] != 0);
    EXPECT(RCNN_OK, rcnn_create(NULL, &engine));
    EXPECT(RCNN_OK, rcnn_destroy(engine));
    EXPECT(RCNN_OK, rcnn_shutdown(10000));
    return finish("short of memory");
}
