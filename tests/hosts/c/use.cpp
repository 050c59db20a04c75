// The header in C++, with every warning: declared once more, an engine made and destroyed.
#include "realtime_cnn.h"
#include "realtime_cnn.h"

#include <cstdio>

int main()
{
    rcnn_options options = RCNN_STRUCT(rcnn_options);
    rcnn_stats stats = RCNN_STRUCT(rcnn_stats);
    rcnn_engine engine = 0;
    options.name = "C++";
    bool good = rcnn_create(&options, &engine) == RCNN_OK && rcnn_get_stats(engine, &stats) == RCNN_OK && stats.is_running == 1
        && rcnn_destroy(engine) == RCNN_OK && rcnn_shutdown(10000) == RCNN_OK;
    std::puts(good ? "C++: an engine came and went" : "C++: no engine");
    return good ? 0 : 1;
}
