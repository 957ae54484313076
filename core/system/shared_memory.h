#pragma once

#include <cstddef>
#include <new>
#include <string_view>
#include <utility>

#include "core/base/result.h"
#include "core/system/descriptor.h"

// Memory for several processes: anonymous files that are passed on and mapped, and pages that
// copies of this process inherit.
namespace sharedfate {

/// Zero-filled anonymous memory that can be passed to other processes. Its size is sealed, so that
/// a process that maps it cannot get SIGBUS because another one truncated it.
Result<Descriptor> create_shared_memory(const char* name, std::size_t size);

/// An anonymous file that grows as it is written. All holders share its offset, and every write
/// appends.
Result<Descriptor> create_captured_stderr(const char* name);

/// An anonymous file that holds this text. Sealed: it can no longer change.
Result<Descriptor> create_sealed_text(const char* name, std::string_view text);

/// Whether a descriptor from another program is memory that is sealed against shrinking, and not a
/// socket or a file. Never blocks.
bool is_sealed_memory(int descriptor);

enum class Access { read_only, read_write };

/// Maps `size` bytes. An error if the memory is smaller or not sealed against shrinking.
Result<void*> map_shared_memory(int descriptor, std::size_t size, Access access);
/// Undoes map_shared_memory(), with the same address and size.
void unmap_shared_memory(const void* address, std::size_t size);
/// Later forks of this process do not inherit this memory. Call it after the fork of the process
/// that needs it.
Status keep_from_copies(void* address, std::size_t size);

/// Owns the mapping of one Content, a wire struct for which zero-filled memory is valid.
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

  /// keep_from_copies() for this mapping.
  [[nodiscard]] Status keep_from_copies() const {
    return sharedfate::keep_from_copies(content_, sizeof(Content));
  }

  Content* operator->() const { return content_; }
  Content& operator*() const { return *content_; }
  explicit operator bool() const { return content_ != nullptr; }

 private:
  Content* content_ = nullptr;
};

/// Memory that copies of this process inherit.
enum class Sharing {
  shared,        ///< the copies and the original use the same memory
  copy_on_write  ///< a process that writes to a page gets its own copy of it
};

/// Maps zero-filled anonymous pages; never returns nullptr. An error if the kernel refuses.
Result<void*> map_memory_block(std::size_t size, Sharing sharing);
void unmap_memory_block(void* address, std::size_t size);

/// Owns pages that hold one Content, constructed in place. The destructor unmaps the pages and does
/// not run that of Content, which other processes may still use.
template <typename Content>
class MemoryBlock {
 public:
  MemoryBlock() = default;
  MemoryBlock(MemoryBlock&& other) noexcept : content_(std::exchange(other.content_, nullptr)) {}
  MemoryBlock& operator=(MemoryBlock&& other) noexcept {
    std::swap(content_, other.content_);
    return *this;
  }
  ~MemoryBlock() {
    if (content_ != nullptr) unmap_memory_block(content_, sizeof(Content));
  }

  static Result<MemoryBlock> create(Sharing sharing) {
    auto address = map_memory_block(sizeof(Content), sharing);
    if (!address) return address.error();
    MemoryBlock block;
    block.content_ = new (address.value()) Content;
    return block;
  }

  Content* operator->() const { return content_; }
  Content& operator*() const { return *content_; }

 private:
  Content* content_ = nullptr;
};

}  // namespace sharedfate
