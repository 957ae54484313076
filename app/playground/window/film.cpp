#include "app/playground/window/film.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "core/base/write_file.h"

namespace sharedfate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t bytes_max = 600U * 1024 * 1024;

}  // namespace

Result<std::unique_ptr<Film>> Film::begin(const std::string& folder) {
  const std::string tried = "film into " + folder;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Error{tried, error.message(), "name a folder that can be made"};
  const bool empty = fs::is_empty(folder, error);
  if (error) return Error{tried, error.message(), "name a folder that can be read"};
  if (!empty) return Error{tried, "there is something in it", "name an empty folder, or a new one"};
  return std::unique_ptr<Film>(new Film(folder));
}

Film::Film(std::string folder) : folder_(std::move(folder)), writer_([this] { write_all(); }) {}

Film::~Film() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_one();
  writer_.join();
}

double Film::seconds_to_next(double now_s) const {
  if (taken_ >= frames_max) return -1;
  if (begun_s_ < 0) return 0;
  return std::max(0.0, begun_s_ + static_cast<double>(taken_) / frames_per_s - now_s);
}

void Film::take(FramePixels picture, double now_s) {
  if (begun_s_ < 0) begun_s_ = now_s;
  const int due = std::min(frames_max, 1 + static_cast<int>((now_s - begun_s_) * frames_per_s));
  if (due <= taken_) return;
  {
    const std::lock_guard lock(mutex_);
    const std::size_t size = picture.rgb.size();
    if (bytes_ + size > bytes_max) return;
    bytes_ += size;
    jobs_.push_back({taken_ + 1, due - taken_, std::move(picture)});
  }
  taken_ = due;
  changed_.notify_one();
}

Status Film::take_error() {
  const std::lock_guard lock(mutex_);
  return std::exchange(status_, Done{});
}

void Film::write_all() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ends_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
    bytes_ -= job.picture.rgb.size();
    lock.unlock();
    Status written = write(job);
    lock.lock();
    if (!written && status_) status_ = std::move(written);
  }
}

Status Film::write(const Job& job) const {
  const Result<std::string> png = encode_png(job.picture);
  if (!png) return png.error();
  for (int number = job.first; number < job.first + job.count; ++number) {
    const std::string file = fmt::format("{}/{:05}.png", folder_, number);
    const std::string tried = "write " + file;
    std::FILE* const stream = std::fopen(file.c_str(), "wb");
    if (stream == nullptr) return system_error(tried, "name a folder on a disk with room");
    if (Status written = write_and_close(stream, png.value(), tried); !written) return written;
  }
  return Done{};
}

}  // namespace sharedfate
