#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/system/user_namespace.h"
#include "tests/support/temporary_folder.h"

namespace sharedfate {
namespace {

TEST(UserNamespaceRemedy, names_the_setting_that_stands_in_the_way) {
  for (const auto& [path, value, says] :
       {std::tuple{"kernel/apparmor_restrict_unprivileged_userns", "1", "profile in SECURITY.md"},
        std::tuple{"kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"},
        std::tuple{"user/max_user_namespaces", "0", "user.max_user_namespaces=10000"},
        std::tuple{"user/max_user_namespaces", "7930", "in a container"}}) {
    const testing::TemporaryFolder settings;
    std::filesystem::create_directories(settings.path("kernel"));
    std::filesystem::create_directories(settings.path("user"));
    std::ofstream(settings.path(path)) << value << '\n';
    EXPECT_NE(user_namespace_remedy(settings.path("")).find(says), std::string::npos)
        << user_namespace_remedy(settings.path(""));
  }
}

}  // namespace
}  // namespace sharedfate
