#pragma once

#include <cstddef>
#include <new>
#include <string_view>
#include <utility>

#include "core/base/result.h"
#include "core/system/descriptor.h"

namespace sharedfate {

/// Zero-filled anonymous memory that can be passed to other processes. Sealed: nobody can change
/// its size, so that a reader cannot be hurt (SIGBUS) by a writer that truncates it.
Result<Descriptor> create_shared_memory(const char* name, std::size_t size);

/// An anonymous file that grows as it is written to; its offset is shared by all that hold it, and
/// writes go to its end.
Result<Descriptor> create_captured_stderr(const char* name);

/// An anonymous file that holds this text, sealed: nobody can change it any more.
Result<Descriptor> create_sealed_text(const char* name, std::string_view text);

/// Whether a descriptor that another program passed is such memory, and not a socket or a file.
/// Never blocks.
bool is_sealed_memory(int descriptor);

enum class Access { read_only, read_write };

/// Maps `size` bytes. Refuses memory that is smaller or that is not sealed against shrinking.
Result<void*> map_shared_memory(int descriptor, std::size_t size, Access access);
/// Undoes map_shared_memory(): the same address and size.
void unmap_shared_memory(const void* address, std::size_t size);
/// Later forks of this process do not inherit that memory. Call it after the fork of the process
/// that is to have it.
Status keep_from_copies(void* address, std::size_t size);

/// Owns the mapping of one Content (a wire struct; zero-filled memory must be a valid one).
template <typename Content>
class Mapping {
 public:
  Mapping() = default;
  Mapping(Mapping&& other) noexcept : content_(std::exchange(other.content_, nullptr)) {}
  Mapping& operator=(Mapping&& other) noexcept {
    std::swap(content_, other.content_);
    return *this;
  }
  ~Mapping() {
    if (content_ != nullptr) unmap_shared_memory(content_, sizeof(Content));
  }

  static Result<Mapping> map(int descriptor, Access access) {
    auto address = map_shared_memory(descriptor, sizeof(Content), access);
    if (!address) return address.error();
    Mapping mapping;
    mapping.content_ = static_cast<Content*>(address.value());
    return mapping;
  }

  /// keep_from_copies() of it.
  [[nodiscard]] Status keep_from_copies() const {
    return sharedfate::keep_from_copies(content_, sizeof(Content));
  }

  Content* operator->() const { return content_; }
  Content& operator*() const { return *content_; }
  explicit operator bool() const { return content_ != nullptr; }

 private:
  Content* content_ = nullptr;
};

}  // namespace sharedfate
