#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "core/run/audit.h"
#include "core/system/descriptor.h"
#include "core/system/shared_memory.h"
#include "core/wire/lane_control.h"

namespace sharedfate {
namespace {

TEST(Audit, FindsNothingWhereNothingWasLeft) {
  const OwnFootprint before = measure_own_footprint();
  ProcessWatch watch;
  EXPECT_TRUE(audit_since(before, watch).clean());
}

TEST(Audit, FindsADescriptorAndAMappingThatWereLeft) {
  const OwnFootprint before = measure_own_footprint();
  ProcessWatch watch;
  {
    auto memory = create_shared_memory("sharedfate-left-over", sizeof(LaneControl));
    ASSERT_TRUE(memory);
    auto mapping = Mapping<LaneControl>::map(memory.value().get(), Access::read_only);
    ASSERT_TRUE(mapping);
    const Audit audit = audit_since(before, watch);
    ASSERT_EQ(audit.descriptors.size(), 1U);
    EXPECT_NE(audit.descriptors[0].find("memfd:sharedfate-left-over"), std::string::npos);
    EXPECT_EQ(audit.shared_memory.size(), 1U);
    EXPECT_FALSE(audit.clean());
    EXPECT_NE(audit_text(audit).find("1 descriptor ("), std::string::npos) << audit_text(audit);
  }
  EXPECT_TRUE(audit_since(before, watch).clean());
}

TEST(Audit, AFileThatIsDeletedMeanwhileIsTheSameFile) {
  std::string file = ::testing::TempDir() + "sharedfate-audit-XXXXXX";
  const Descriptor open(::mkstemp(file.data()));
  ASSERT_TRUE(open.valid());
  const OwnFootprint before = measure_own_footprint();
  ProcessWatch watch;
  ASSERT_EQ(::unlink(file.c_str()), 0);
  EXPECT_TRUE(audit_since(before, watch).clean());
}

TEST(ProcessWatch, KnowsAProcessFromALaterOneOfTheSameNumber) {
  const auto self = identify_process(::getpid());
  ASSERT_TRUE(self);
  EXPECT_TRUE(is_running(*self));
  EXPECT_FALSE(is_running({self->pid, self->start_ticks + 1}));
  EXPECT_FALSE(identify_process(0));
  ProcessWatch watch;
  watch.note(LaneProcessStarted{0, 1, ::getpid(), 1, true});
  EXPECT_EQ(watch.running(), std::set<int>{::getpid()});
}

}  // namespace
}  // namespace sharedfate
