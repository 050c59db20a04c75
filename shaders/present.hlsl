// Puts a picture into a rectangle of a window: the camera's frame, and over it the overlay. Placed by src/VisionRuntime/Presenting.
//
// Compiles as SPIR-V (glslang, which defines VULKAN) and with D3DCompile (vs_5_0 / ps_5_0).
// Layout shared with C#: src/VisionRuntime/Presenting/PlacementConstants.cs.

#ifdef VULKAN
[[vk::push_constant]] cbuffer Placement
#else
cbuffer Placement : register(b0)
#endif
{
    float4 Target; // where in the window: left, top, right, bottom in 0..1
    float4 Source; // which part of the picture, the same way; left > right mirrors
    int2 Origin;   // for ShowExactly: picture's pixel = Origin + Step * window's pixel
    int2 Step;
    float2 Footprint; // for ShowReduced: part of the picture under one of the window's pixels
    uint2 Taps;       // for ShowReduced: samples per pixel across and down
};

Texture2D<float4> Picture : register(t0);
SamplerState Linear : register(s0);

struct Corner
{
    float4 Position : SV_Position;
    float2 Place : TEXCOORD0;
};

// A rectangle as a strip of four vertices.
float2 CornerOf(uint id)
{
    return float2(id & 1u, id >> 1u);
}

float4 PositionOf(float2 corner)
{
    float2 position = lerp(Target.xy, Target.zw, corner) * 2.0f - 1.0f;
#ifndef VULKAN
    position.y = -position.y; // Direct3D's window has y upwards
#endif
    return float4(position, 0.0f, 1.0f);
}

float4 PlaceExactly(uint id : SV_VertexID) : SV_Position
{
    return PositionOf(CornerOf(id));
}

// One pixel of the picture on one of the window's: no filter.
float4 ShowExactly(float4 position : SV_Position) : SV_Target
{
    return Picture.Load(int3(Origin + Step * int2(position.xy), 0));
}

Corner PlaceFiltered(uint id : SV_VertexID)
{
    Corner result;
    result.Position = PositionOf(CornerOf(id));
    result.Place = lerp(Source.xy, Source.zw, CornerOf(id));
    return result;
}

// As large, larger, or down to half as large: one linear sample, which reads 2 x 2 pixels.
float4 ShowFiltered(Corner input) : SV_Target
{
    return Picture.SampleLevel(Linear, input.Place, 0.0f);
}

// Smaller: the mean over what lies under the window's pixel, with half as many linear samples as pixels each way.
float4 ShowReduced(Corner input) : SV_Target
{
    float4 sum = 0.0f;
    for (uint y = 0u; y < Taps.y; y++)
    {
        for (uint x = 0u; x < Taps.x; x++)
        {
            float2 tap = (float2(x, y) + 0.5f) / float2(Taps) - 0.5f;
            sum += Picture.SampleLevel(Linear, input.Place + tap * Footprint, 0.0f);
        }
    }
    return sum / float(Taps.x * Taps.y);
}
