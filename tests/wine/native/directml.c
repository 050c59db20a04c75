/* The library on a GPU, by DirectML, under Wine: directml MODE [LIBRARY]...
 * MODE: directml, which has to run there; auto, which may; missing: DirectML's library is not there.
 * LIBRARY: one of the host's own, loaded before. */
#include "check.h"
#include "digit.h"
#include "load.h"

enum { WIDTH = 320, HEIGHT = 240 };
enum { RELEASE = 2, ENUMERATE_META_COMMANDS = 59 }; /* slots of ID3D12Device5 */

static uint8_t pixels[WIDTH * HEIGHT * 4];

static HRESULT WINAPI no_meta_commands(void *device, UINT *count, void *descriptions)
{
    (void)device;
    (void)descriptions;
    if (count != NULL)
        *count = 0;
    return S_OK;
}

/* As WineHooks does for programs of .NET: Wine 10 does not know of meta-commands, and DirectML does not start without an answer. */
static void answer_for_wine(void)
{
    static const GUID id = {0x189819f1, 0x1db6, 0x4b57, {0xbe, 0x54, 0x18, 0x21, 0x33, 0x9b, 0x85, 0xf7}};
    HRESULT(WINAPI *create)(void *, int, const GUID *, void ***);
    void **device = NULL, **table;
    void *library = load_library("d3d12.dll");
    DWORD before;
    *(void **)&create = library == NULL ? NULL : find_function(library, "D3D12CreateDevice");
    if (!CHECK(create != NULL) || !CHECK(create(NULL, 0xb000, &id, &device) == S_OK))
        return;
    table = *(void ***)device;
    VirtualProtect(table + ENUMERATE_META_COMMANDS, sizeof *table, PAGE_READWRITE, &before);
    table[ENUMERATE_META_COMMANDS] = (void *)(uintptr_t)no_meta_commands;
    VirtualProtect(table + ENUMERATE_META_COMMANDS, sizeof *table, before, &before);
    ((ULONG(WINAPI *)(void *))(uintptr_t)table[RELEASE])(device);
}

static void classify(rcnn_engine engine, int is_directml)
{
    rcnn_frame frame = frame_of(pixels, WIDTH, HEIGHT, RCNN_BGRA8);
    rcnn_result result = RCNN_STRUCT(rcnn_result);
    CHECK(run_until(engine, "lenet5", &frame, &result) && strcmp(result.top[0].label, "7") == 0);
    printf("%s: %s %.3f on %s, its input by %s\n", result.model, result.top[0].label, result.top[0].score, result.backend,
           result.preprocessor);
    CHECK(!is_directml || (strcmp(result.backend, "directml") == 0 && strcmp(result.preprocessor, "direct3d12") == 0));
    CHECK(run_until(engine, "nin", &frame, &result)); /* while frames go on */
    printf("%s on %s, its input by %s\n", result.model, result.backend, result.preprocessor);
    CHECK(!is_directml || strcmp(result.backend, "directml") == 0);
}

static void refuse(rcnn_engine engine)
{
    rcnn_swap_id swap;
    rcnn_swap_info info = RCNN_STRUCT(rcnn_swap_info);
    EXPECT(RCNN_OK, rcnn_swap(engine, "lenet5", &swap));
    do {
        pause_ms(2);
        EXPECT(RCNN_OK, rcnn_swap_state(engine, swap, &info));
    } while (info.stage < RCNN_SWAP_READY);
    puts(info.error);
    CHECK(info.stage == RCNN_SWAP_FAILED && strstr(info.error, "\\DirectML.dll' is missing") != NULL);
}

int main(int argc, char **argv)
{
    rcnn_engine engine;
    rcnn_options options = RCNN_STRUCT(rcnn_options);
    rcnn_log_line line = RCNN_STRUCT(rcnn_log_line);
    const char *mode = argc > 1 ? argv[1] : "";
    int i, status;
    for (i = 2; i < argc; i++)
        CHECK(load_library(argv[i]) != NULL);
    answer_for_wine();
    draw_seven(pixels, WIDTH, HEIGHT, WIDTH * 4, 4);
    options.backend = strcmp(mode, "auto") == 0 ? RCNN_BACKEND_AUTO : RCNN_BACKEND_DIRECTML;
    options.time_limit_ms = -1; /* the GPU is software's, and the machine may be busy */
    EXPECT(RCNN_OK, rcnn_create(&options, &engine));
    if (strcmp(mode, "missing") == 0)
        refuse(engine);
    else
        classify(engine, strcmp(mode, "directml") == 0);
    while (rcnn_next_log(&line) == RCNN_OK)
        printf("log %d: %s\n", line.level, line.text);
    EXPECT(RCNN_OK, rcnn_shutdown(60000));
    status = finish(mode);
    fflush(stdout);
    /* Threads of the GPU in software now and then crash a process that unloads its libraries. */
    TerminateProcess(GetCurrentProcess(), (UINT)status);
    return status;
}
