/* A host that has an ONNX Runtime of its own in the process, open to all: the engine takes its own. beside OTHER_ONNXRUNTIME... */
#include "check.h"
#include "digit.h"
#include "load.h"

static uint8_t pixels[320 * 240];

int main(int argc, char **argv)
{
    rcnn_engine engine;
    rcnn_frame frame = frame_of(pixels, 320, 240, RCNN_GRAY8);
    rcnn_result result = RCNN_STRUCT(rcnn_result);
    int i;
    for (i = 1; i < argc; i++) {
        void *other = load_library(argv[i]);
        if (!CHECK(other != NULL && find_function(other, "OrtGetApiBase") != NULL))
            printf("%s\n", load_error());
    }
    draw_seven(pixels, 320, 240, 320, 1);
    EXPECT(RCNN_OK, rcnn_create(NULL, &engine));
    CHECK(run_until(engine, "lenet5", &frame, &result) && strcmp(result.top[0].label, "7") == 0);
    EXPECT(RCNN_OK, rcnn_shutdown(10000));
    return finish("beside");
}
