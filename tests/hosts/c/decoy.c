/* Another program's ONNX Runtime, or DirectML, by its usual name and with its usual entry: whoever calls it has taken the wrong one. */
#include <stdio.h>
#include <stdlib.h>

const void *OrtGetApiBase(void)
{
    puts("the other ONNX Runtime was called");
    abort();
}

void DMLCreateDevice1(void)
{
    puts("the other DirectML was called");
    abort();
}
