#pragma once

#include <cstddef>
#include <new>
#include <utility>

#include "core/base/result.h"

// Memory that is there when a process is copied.
namespace sharedfate {

enum class Sharing {
  shared,        ///< the copies and the original use the same memory
  copy_on_write  ///< each copy gets one of its own as soon as it is written to
};

/// Zero-filled pages without a name or a file. nullptr: never; an error says why there are none.
Result<void*> map_memory_block(std::size_t size, Sharing sharing);
void unmap_memory_block(void* address, std::size_t size);

/// Owns pages that hold one Content, made in place and never destroyed: other processes may use it.
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
