#include "app/playground/draw/crowd_renderer.h"

#include <glad/gl.h>
#include <imgui.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace sharedfate {
namespace {

constexpr const char* vertex_source = R"(#version 330 core
layout(location = 0) in vec4 rect;
layout(location = 1) in vec4 fill;
layout(location = 2) in vec4 outline;
layout(location = 3) in vec4 shape;  // radius, outline width, filled share, hatched
uniform vec2 screen_size;
out vec2 place;                      // pixels from the box's centre
flat out vec2 half_size;
flat out vec4 fill_colour, outline_colour, box_shape;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  half_size = rect.zw * 0.5;
  place = (corner * 2.0 - 1.0) * (half_size + 0.5);
  vec2 pixel = rect.xy + half_size + place;
  vec2 device = pixel / screen_size * 2.0 - 1.0;
  gl_Position = vec4(device.x, -device.y, 0.0, 1.0);
  fill_colour = fill;
  outline_colour = outline;
  box_shape = shape;
})";

constexpr const char* fragment_source = R"(#version 330 core
in vec2 place;
flat in vec2 half_size;
flat in vec4 fill_colour, outline_colour, box_shape;
out vec4 colour;
void main() {
  float radius = min(box_shape.x, min(half_size.x, half_size.y));
  vec2 corner = abs(place) - half_size + radius;
  float distance = length(max(corner, 0.0)) + min(max(corner.x, corner.y), 0.0) - radius;
  float inside = clamp(0.5 - distance, 0.0, 1.0);
  vec4 paint = fill_colour;
  if (place.x > (box_shape.z * 2.0 - 1.0) * half_size.x) paint.a *= 0.25;
  if (box_shape.w > 0.5) {
    float period = clamp(half_size.x * 0.7, 3.0, 9.0);
    float stripe = abs(fract((place.x - place.y) / period) - 0.5) * period;
    paint = mix(vec4(fill_colour.rgb, fill_colour.a * 0.22), outline_colour,
                clamp(stripe - period * 0.5 + max(1.0, period * 0.2) + 0.5, 0.0, 1.0));
  }
  float edge = box_shape.y > 0.0 ? clamp(distance + box_shape.y + 0.5, 0.0, 1.0) : 0.0;
  paint = mix(paint, outline_colour, edge);
  colour = vec4(paint.rgb, paint.a * inside);
})";

std::string shader_log(GLuint shader) {
  char text[512] = "";
  glGetShaderInfoLog(shader, sizeof text, nullptr, text);
  return text;
}

Result<GLuint> compile(GLenum kind, const char* source) {
  const GLuint shader = glCreateShader(kind);
  glShaderSource(shader, 1, &source, nullptr);
  glCompileShader(shader);
  GLint compiled = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &compiled);
  if (compiled != 0) return shader;
  Error error{"compile the shader of the task boxes", shader_log(shader),
              "update the graphics driver"};
  glDeleteShader(shader);
  return error;
}

void describe_attribute(GLuint index, GLint size, GLenum type, GLboolean normalized,
                        std::size_t offset) {
  glEnableVertexAttribArray(index);
  glVertexAttribPointer(index, size, type, normalized, sizeof(CrowdBatch::Instance),
                        reinterpret_cast<const void*>(offset));
  glVertexAttribDivisor(index, 1);
}

/// The pixels that a box may touch: its edge is smoothed half a pixel outwards.
Rect place_of(const CrowdBatch::Instance& box) {
  return {box.x - 0.5F, box.y - 0.5F, box.w + 1, box.h + 1};
}

}  // namespace

CrowdRenderer::~CrowdRenderer() {
  if (program_ == 0) return;
  glDeleteProgram(program_);
  glDeleteVertexArrays(1, &vertex_array_);
  glDeleteBuffers(1, &buffer_);
}

Status CrowdRenderer::create() {
  const Result<GLuint> vertex = compile(GL_VERTEX_SHADER, vertex_source);
  if (!vertex) return vertex.error();
  const Result<GLuint> fragment = compile(GL_FRAGMENT_SHADER, fragment_source);
  if (!fragment) return fragment.error();
  program_ = glCreateProgram();
  glAttachShader(program_, vertex.value());
  glAttachShader(program_, fragment.value());
  glLinkProgram(program_);
  glDeleteShader(vertex.value());
  glDeleteShader(fragment.value());
  GLint linked = 0;
  glGetProgramiv(program_, GL_LINK_STATUS, &linked);
  if (linked == 0) {
    return Error{"link the shader of the task boxes", "the driver refused it",
                 "update the graphics driver"};
  }
  screen_size_location_ = glGetUniformLocation(program_, "screen_size");

  using Instance = CrowdBatch::Instance;
  glGenVertexArrays(1, &vertex_array_);
  glGenBuffers(1, &buffer_);
  glBindVertexArray(vertex_array_);
  glBindBuffer(GL_ARRAY_BUFFER, buffer_);
  describe_attribute(0, 4, GL_FLOAT, GL_FALSE, offsetof(Instance, x));
  describe_attribute(1, 4, GL_UNSIGNED_BYTE, GL_TRUE, offsetof(Instance, fill));
  describe_attribute(2, 4, GL_UNSIGNED_BYTE, GL_TRUE, offsetof(Instance, outline));
  describe_attribute(3, 4, GL_FLOAT, GL_FALSE, offsetof(Instance, radius));
  glBindVertexArray(0);
  return Done{};
}

void CrowdRenderer::queue(ImDrawList* list, CrowdBatch batch) {
  if (batch.empty()) return;
  batches_.push_back({this, std::move(batch)});
  list->AddCallback(&CrowdRenderer::draw_callback, &batches_.back());
  list->AddCallback(ImDrawCallback_ResetRenderState, nullptr);
}

void CrowdRenderer::queue_block(ImDrawList* list, const Rect& rect, Rgb colour) {
  blocks_.push_back({rect, colour});
  list->AddCallback(&CrowdRenderer::clear_callback, &blocks_.back());
}

// The backend sets the scissor before each of its own commands and does not clear in between, so
// there is no state to restore.
void CrowdRenderer::clear_callback(const ImDrawList*, const ImDrawCmd* command) {
  const auto* block = static_cast<const Block*>(command->UserCallbackData);
  const ImVec4& clip = command->ClipRect;
  const float left = std::max(block->rect.x, clip.x), right = std::min(block->rect.right(), clip.z);
  const float top = std::max(block->rect.y, clip.y),
              bottom = std::min(block->rect.bottom(), clip.w);
  if (right <= left || bottom <= top) return;
  const auto channel = [block](int shift) {
    return static_cast<float>((block->colour >> shift) & 0xFFU) / 255.0F;
  };
  glEnable(GL_SCISSOR_TEST);
  glScissor(static_cast<GLint>(left), static_cast<GLint>(ImGui::GetIO().DisplaySize.y - bottom),
            static_cast<GLsizei>(right - left), static_cast<GLsizei>(bottom - top));
  glClearColor(channel(16), channel(8), channel(0), 1);
  glClear(GL_COLOR_BUFFER_BIT);
}

void CrowdRenderer::draw_callback(const ImDrawList*, const ImDrawCmd* command) {
  const auto* queued = static_cast<const Queued*>(command->UserCallbackData);
  queued->renderer->draw(*command, queued->batch);
}

void CrowdRenderer::note(const ImDrawCmd& command, const Rect& scissor, Damage& damage) {
  const auto note_inside = [&](const Rect& rect, std::uint64_t fingerprint) {
    const Rect place = rect.common(scissor);
    if (!place.empty()) damage.note(place, mix_fingerprint(fingerprint_of(scissor), fingerprint));
  };
  if (command.UserCallback == &CrowdRenderer::clear_callback) {
    const auto* block = static_cast<const Block*>(command.UserCallbackData);
    note_inside(block->rect, mix_fingerprint(block->colour, fingerprint_of(block->rect)));
  } else if (command.UserCallback == &CrowdRenderer::draw_callback) {
    const auto* queued = static_cast<const Queued*>(command.UserCallbackData);
    for (const CrowdBatch::Instance& box : queued->batch.instances())
      note_inside(place_of(box), fingerprint_of(box));
  }
}

bool CrowdRenderer::draws_inside(const ImDrawCmd& command, const Rect& part) {
  if (command.UserCallback == &CrowdRenderer::clear_callback)
    return part.overlaps(static_cast<const Block*>(command.UserCallbackData)->rect);
  if (command.UserCallback != &CrowdRenderer::draw_callback) return true;
  const auto& instances = static_cast<const Queued*>(command.UserCallbackData)->batch.instances();
  return std::any_of(instances.begin(), instances.end(),
                     [&part](const auto& box) { return part.overlaps(place_of(box)); });
}

void CrowdRenderer::draw(const ImDrawCmd& command, const CrowdBatch& batch) {
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  const ImVec4& clip = command.ClipRect;
  if (clip.z <= clip.x || clip.w <= clip.y) return;
  drawn_.clear();
  const Rect part{clip.x, clip.y, clip.z - clip.x, clip.w - clip.y};
  for (const CrowdBatch::Instance& box : batch.instances()) {
    if (part.overlaps(place_of(box))) drawn_.push_back(box);
  }
  glEnable(GL_SCISSOR_TEST);
  glScissor(static_cast<GLint>(clip.x), static_cast<GLint>(screen.y - clip.w),
            static_cast<GLsizei>(clip.z - clip.x), static_cast<GLsizei>(clip.w - clip.y));
  glUseProgram(program_);
  glUniform2f(screen_size_location_, screen.x, screen.y);
  glBindVertexArray(vertex_array_);
  glBindBuffer(GL_ARRAY_BUFFER, buffer_);
  glBufferData(GL_ARRAY_BUFFER,
               static_cast<GLsizeiptr>(drawn_.size() * sizeof(CrowdBatch::Instance)), drawn_.data(),
               GL_STREAM_DRAW);
  glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, static_cast<GLsizei>(drawn_.size()));
}

}  // namespace sharedfate
