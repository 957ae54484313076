#include "app/playground/window/buffer_copy.h"

#include <glad/gl.h>
// After glad, which declares OpenGL.
#include <GLFW/glfw3.h>

#include <string_view>

namespace sharedfate {
namespace {

bool draws_in_software() {
  const auto* const name = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
  return name != nullptr && (std::string_view(name).find("llvmpipe") != std::string_view::npos ||
                             std::string_view(name).find("softpipe") != std::string_view::npos);
}

template <typename Function>
Function function(const char* name) {
  return reinterpret_cast<Function>(glfwGetProcAddress(name));
}

}  // namespace

// Unlike a swap, GLX_MESA_copy_sub_buffer leaves the back buffer unchanged. The functions are
// looked up by name, because the program does not link OpenGL.
std::optional<BufferCopy> BufferCopy::find() {
  if (!draws_in_software() || glfwExtensionSupported("GLX_MESA_copy_sub_buffer") != GLFW_TRUE)
    return std::nullopt;
  BufferCopy found;
  found.copy_ = function<Copy>("glXCopySubBufferMESA");
  const auto display = function<void* (*)()>("glXGetCurrentDisplay");
  const auto drawable = function<unsigned long (*)()>("glXGetCurrentDrawable");
  if (found.copy_ == nullptr || display == nullptr || drawable == nullptr) return std::nullopt;
  found.display_ = display();
  found.drawable_ = drawable();
  if (found.display_ == nullptr || found.drawable_ == 0) return std::nullopt;
  return found;
}

void BufferCopy::show(const Rect& part, int window_height) const {
  // OpenGL counts rows from the bottom.
  copy_(display_, drawable_, static_cast<int>(part.x),
        window_height - static_cast<int>(part.bottom()), static_cast<int>(part.w),
        static_cast<int>(part.h));
}

}  // namespace sharedfate
