/* The library without ONNX Runtime beside it, or with one that cannot be loaded: a status and a sentence that says where. */
#include "check.h"

int main(int argc, char **argv)
{
    rcnn_engine engine = 77;
    char why[RCNN_TEXT_BYTES];
    EXPECT(RCNN_E_LIBRARY, rcnn_create(NULL, &engine));
    EXPECT(RCNN_E_LIBRARY, rcnn_create(NULL, &engine));
    rcnn_last_error(why, sizeof why);
    CHECK(engine == 77 && argc == 2 && strstr(why, argv[1]) != NULL);
    CHECK(rcnn_engines(NULL, 0) == 0);
    EXPECT(RCNN_OK, rcnn_shutdown(0));
    puts(why);
    return finish("missing");
}
