#pragma once

#include <cstddef>
#include <new>
#include <utility>

#include "core/base/result.h"

// Memory that copies of this process inherit.
namespace sharedfate {

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
