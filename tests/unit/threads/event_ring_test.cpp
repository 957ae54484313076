#include "core/wire/event_ring.h"

#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace sharedfate {
namespace {

TaskRecord record_of(std::uint64_t number) { return {number, number * 3, number * 7, ~number}; }

/// Whether all four fields belong to the same push.
bool is_whole(const TaskRecord& record) {
  return record.start_ticks == record.task * 3 && record.end_ticks == record.task * 7 &&
         record.value_and_flags == ~record.task;
}

/// On the heap, because it is too large for a stack; zero-filled, as shared memory is.
std::unique_ptr<EventRing> empty_ring() { return std::make_unique<EventRing>(); }

void push_all(EventRing& ring, std::uint64_t first, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) ring.push(record_of(first + i));
}

TEST(EventRing, EmptyRingHasNothingToRead) {
  const auto ring = empty_ring();
  EventRingReader reader;
  std::vector<TaskRecord> out(8);
  const auto batch = reader.read(*ring, out);
  EXPECT_EQ(batch.copied, 0U);
  EXPECT_EQ(batch.missed, 0U);
  EXPECT_FALSE(batch.corrupt);
}

TEST(EventRing, RecordsComeOutOnceAndInOrder) {
  const auto ring = empty_ring();
  EventRingReader reader;
  push_all(*ring, 1, 5);
  std::vector<TaskRecord> out(3);
  ASSERT_EQ(reader.read(*ring, out).copied, 3U);
  EXPECT_EQ(out[0].task, 1U);
  EXPECT_EQ(out[2].task, 3U);
  ASSERT_EQ(reader.read(*ring, out).copied, 2U);
  EXPECT_EQ(out[0].task, 4U);
  EXPECT_EQ(out[1].task, 5U);
  EXPECT_TRUE(is_whole(out[1]));
  EXPECT_EQ(reader.read(*ring, out).copied, 0U);
}

TEST(EventRing, FailedFlagTravelsWithTheValue) {
  const auto ring = empty_ring();
  EventRingReader reader;
  ring->push({1, 2, 3, 4 | TaskRecord::failed_flag});
  ring->push({2, 3, 4, 4});
  std::vector<TaskRecord> out(2);
  ASSERT_EQ(reader.read(*ring, out).copied, 2U);
  EXPECT_TRUE(out[0].failed());
  EXPECT_FALSE(out[1].failed());
}

TEST(EventRing, SlowReaderMissesTheOldestAndCountsThem) {
  const auto ring = empty_ring();
  EventRingReader reader;
  push_all(*ring, 0, event_ring_capacity + 100);
  std::vector<TaskRecord> out(event_ring_capacity);
  const auto batch = reader.read(*ring, out);
  EXPECT_EQ(batch.missed, 101U);  // the slot that the writer may be in is not read
  ASSERT_EQ(batch.copied, event_ring_capacity - 1);
  EXPECT_EQ(out[0].task, 101U);
  EXPECT_EQ(out[batch.copied - 1].task, event_ring_capacity + 99);
}

TEST(EventRing, EmptySpanReadsNothing) {
  const auto ring = empty_ring();
  EventRingReader reader;
  push_all(*ring, 0, 3);
  EXPECT_EQ(reader.read(*ring, {}).copied, 0U);
  std::vector<TaskRecord> out(8);
  EXPECT_EQ(reader.read(*ring, out).copied, 3U);
}

TEST(EventRing, HeadThatRunsBackwardsIsReportedAndStartsOver) {
  const auto ring = empty_ring();
  EventRingReader reader;
  push_all(*ring, 0, 10);
  std::vector<TaskRecord> out(16);
  ASSERT_EQ(reader.read(*ring, out).copied, 10U);
  ring->head.store(4);
  EXPECT_TRUE(reader.read(*ring, out).corrupt);
  push_all(*ring, 20, 2);
  const auto batch = reader.read(*ring, out);
  EXPECT_FALSE(batch.corrupt);
  ASSERT_EQ(batch.copied, 2U);
  EXPECT_EQ(out[0].task, 20U);
}

TEST(EventRing, HeadFromNowhereStaysWithinTheRing) {
  const auto ring = empty_ring();
  EventRingReader reader;
  ring->head.store(~std::uint64_t{0});
  std::vector<TaskRecord> out(event_ring_capacity * 2);
  const auto batch = reader.read(*ring, out);
  EXPECT_EQ(batch.copied, event_ring_capacity - 1);
  EXPECT_EQ(batch.missed, ~std::uint64_t{0} - (event_ring_capacity - 1));
  EXPECT_FALSE(batch.corrupt);
}

struct Seen {
  std::uint64_t copied = 0, missed = 0, next = 0;
  bool whole = true, in_order = true;
};

void look(EventRingReader& reader, const EventRing& ring, std::vector<TaskRecord>& out,
          Seen& seen) {
  const auto batch = reader.read(ring, out);
  seen.copied += batch.copied;
  seen.missed += batch.missed;
  for (std::uint64_t i = 0; i < batch.copied; ++i) {
    seen.whole = seen.whole && is_whole(out[i]);
    seen.in_order = seen.in_order && out[i].task >= seen.next;
    seen.next = out[i].task + 1;
  }
}

/// Reads in pieces of `piece` while a thread writes as fast as it can.
Seen read_beside_writer(std::size_t piece, std::uint64_t count) {
  const auto ring = empty_ring();
  std::thread writer([&ring, count] { push_all(*ring, 0, count); });
  EventRingReader reader;
  std::vector<TaskRecord> out(piece);
  Seen seen;
  while (seen.copied + seen.missed < count) look(reader, *ring, out, seen);
  writer.join();
  look(reader, *ring, out, seen);
  return seen;
}

class EventRingBesideWriter : public testing::TestWithParam<std::size_t> {};

TEST_P(EventRingBesideWriter, EveryRecordIsWholeInOrderAndCounted) {
  constexpr std::uint64_t count = 2'000'000;
  const Seen seen = read_beside_writer(GetParam(), count);
  EXPECT_TRUE(seen.whole);
  EXPECT_TRUE(seen.in_order);
  EXPECT_EQ(seen.copied + seen.missed, count);
  EXPECT_EQ(seen.next, count);  // the newest record is never the one that is missed
}

INSTANTIATE_TEST_SUITE_P(PieceSizes, EventRingBesideWriter,
                         testing::Values(std::size_t{1}, std::size_t{7}, std::size_t{512},
                                         event_ring_capacity));

}  // namespace
}  // namespace sharedfate
