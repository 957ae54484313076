#include <array>
#include <bit>

#include "core/workload/rows.h"

namespace sharedfate {
namespace {

// FIPS 180-4, sections 4.1.2, 4.2.2, 5.3.3 and 6.2.2.
constexpr std::array<std::uint32_t, 64> round_constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
constexpr std::size_t block_bytes = 64;

using State = std::array<std::uint32_t, 8>;
using Block = std::array<std::uint32_t, 16>;

void compress(State& state, const Block& block) {
  std::array<std::uint32_t, 64> w{};
  for (std::size_t t = 0; t < w.size(); ++t) {
    if (t < block.size()) {
      w[t] = block[t];
      continue;
    }
    const std::uint32_t x = w[t - 15], y = w[t - 2];
    w[t] = (std::rotr(y, 17) ^ std::rotr(y, 19) ^ (y >> 10)) + w[t - 7] +
           (std::rotr(x, 7) ^ std::rotr(x, 18) ^ (x >> 3)) + w[t - 16];
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (std::size_t t = 0; t < w.size(); ++t) {
    const std::uint32_t first = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) +
                                ((e & f) ^ (~e & g)) + round_constants[t] + w[t];
    const std::uint32_t second =
        (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + first;
    d = c, c = b, b = a, a = first + second;
  }
  const State mixed{a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < state.size(); ++i) state[i] += mixed[i];
}

/// The first 62 bits (a record has room for no more) of the SHA-256 of `kib` KiB that all hold one
/// byte, chosen by the task's number.
TaskResult run_sha256(TaskContext& context, std::uint64_t task, std::uint64_t kib) {
  constexpr std::uint64_t blocks_per_report = 1024, bytes_used = 251;
  State state{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
              0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  Block block;
  block.fill(static_cast<std::uint32_t>(task % bytes_used) * 0x01010101U);
  const std::uint64_t bytes = kib * 1024, blocks = bytes / block_bytes;
  for (std::uint64_t i = 0; i < blocks; ++i) {
    compress(state, block);
    if (i % blocks_per_report == 0)
      context.progress(static_cast<double>(i) / static_cast<double>(blocks));
  }
  Block padding{0x80000000U};
  padding[14] = static_cast<std::uint32_t>(bytes * 8 >> 32);
  padding[15] = static_cast<std::uint32_t>(bytes * 8);
  compress(state, padding);
  return {.value = (std::uint64_t{state[0]} << 32 | state[1]) >> 2, .failed = false};
}

}  // namespace

const WorkloadRow sha256_workload{
    .id = WorkloadId::sha256,
    .name = "sha256",
    .sentence = "Hashes n KiB. In Python that is work in C, which lets the GIL go meanwhile.",
    .parameter_name = "KiB",
    .parameter_default = 1'024,
    .parameter_max = 1'000'000,
    .run = run_sha256,
    .burns = [](std::uint64_t) { return true; },
};

}  // namespace sharedfate
