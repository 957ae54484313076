#include "app/playground/draw/lesson_picture.h"

#include <gtest/gtest.h>
#include <stb_image_write.h>
#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace sharedfate::testing {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

/// A PNG with 2 × 1 pixels: red, and half transparent green.
Bytes small_png() {
  constexpr std::array<std::uint8_t, 8> pixels{255, 0, 0, 255, 0, 255, 0, 128};
  Bytes file;
  stbi_write_png_to_func(
      [](void* target, void* data, int size) {
        const auto* const bytes = static_cast<std::uint8_t*>(data);
        static_cast<Bytes*>(target)->insert(static_cast<Bytes*>(target)->end(), bytes,
                                            bytes + size);
      },
      &file, 2, 1, 4, pixels.data(), 8);
  return file;
}

void put_number(Bytes& file, std::size_t at, std::uint32_t number) {
  for (std::size_t i = 0; i < 4; ++i)
    file[at + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
}

void write(const std::string& file, const Bytes& bytes) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  for (const std::uint8_t byte : bytes) stream.put(static_cast<char>(byte));
}

class LessonPicture : public ::testing::Test {
 protected:
  /// The reason why the picture is refused; "" if it is not.
  std::string refusal(const std::string& name) {
    const auto picture = read_lesson_picture(lesson, name);
    if (picture) return "";
    EXPECT_NE(picture.error().text().find(name.c_str()), std::string::npos)
        << picture.error().text();
    return picture.error().reason;
  }
  TemporaryFolder folder;
  std::string lesson = folder.path("crash.md");
};

TEST_F(LessonPicture, beside_the_lesson_is_read) {
  write(folder.path("two.png"), small_png());
  const auto picture = read_lesson_picture(lesson, "two.png");
  ASSERT_TRUE(picture) << picture.error().text();
  EXPECT_EQ(picture.value().width, 2);
  EXPECT_EQ(picture.value().height, 1);
  EXPECT_EQ(picture.value().rgba, (Bytes{255, 0, 0, 255, 0, 255, 0, 128}));
}

TEST_F(LessonPicture, that_is_a_link_is_refused_wherever_it_leads) {
  write(folder.path("two.png"), small_png());
  fs::create_symlink("two.png", folder.path("link.png"));
  EXPECT_EQ(refusal("link.png"), "it is a link");
  fs::create_symlink("/etc/passwd", folder.path("outside.png"));
  EXPECT_EQ(refusal("outside.png"), "it is a link");
}

TEST_F(LessonPicture, outside_of_the_folder_is_refused) {
  fs::create_directories(folder.path("inner/deeper"));
  write(folder.path("x.png"), small_png());
  write(folder.path("inner/deeper/x.png"), small_png());
  lesson = folder.path("inner/crash.md");
  for (const std::string& name :
       {std::string("../x.png"), folder.path("x.png"), std::string("deeper/x.png"),
        std::string("./x.png"), std::string(".."), std::string("."), std::string("/"),
        std::string(300, 'x')}) {
    EXPECT_EQ(refusal(name), "it is not the name of a file beside the lesson's file") << name;
  }
  EXPECT_FALSE(read_lesson_picture(lesson, ""));
  EXPECT_FALSE(read_lesson_picture(lesson, std::string("x.png\0y", 7)));
}

TEST_F(LessonPicture, that_is_no_regular_file_is_refused_without_waiting_for_one) {
  ASSERT_EQ(::mkfifo(folder.path("pipe.png").c_str(), 0600), 0);
  EXPECT_EQ(refusal("pipe.png"), "it is not a regular file");
  fs::create_directory(folder.path("folder.png"));
  EXPECT_EQ(refusal("folder.png"), "it is not a regular file");
  EXPECT_EQ(refusal("none.png"), "No such file or directory");
}

TEST_F(LessonPicture, that_is_too_large_is_refused) {
  Bytes file = small_png();
  file.resize(picture_file_size_max + 1);
  write(folder.path("large.png"), file);
  EXPECT_EQ(refusal("large.png"), "it is larger than 4 MiB");
  for (const auto& [width, height] : {std::pair{4097U, 1U}, {1U, 4097U}, {0U, 1U}, {~0U, ~0U}}) {
    Bytes wide = small_png();
    put_number(wide, 16, width);
    put_number(wide, 20, height);
    write(folder.path("wide.png"), wide);
    EXPECT_NE(refusal("wide.png").find("pixels"), std::string::npos);
  }
}

TEST_F(LessonPicture, that_is_no_png_is_refused) {
  write(folder.path("text.png"), Bytes(1000, 'a'));
  EXPECT_EQ(refusal("text.png"), "it is not a PNG");
  write(folder.path("empty.png"), {});
  EXPECT_EQ(refusal("empty.png"), "it is not a PNG");
  write(folder.path("jpeg.png"), {0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 'J', 'F', 'I', 'F'});
  EXPECT_EQ(refusal("jpeg.png"), "it is not a PNG");
}

TEST_F(LessonPicture, that_is_damaged_is_refused_or_read_and_does_no_harm) {
  const Bytes whole = small_png();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto picture = decode_png("cut.png", Bytes(whole.begin(), whole.begin() + size));
    EXPECT_TRUE(!picture || picture.value().rgba.size() == 8U);
  }
  for (std::size_t at = 8; at < whole.size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xFF}) {
      Bytes bent = whole;
      bent[at] = static_cast<std::uint8_t>(bent[at] ^ flip);
      const auto picture = decode_png("bent.png", bent);
      if (!picture) continue;
      EXPECT_EQ(picture.value().rgba.size(), static_cast<std::size_t>(picture.value().width) *
                                                 static_cast<std::size_t>(picture.value().height) *
                                                 4);
    }
  }
}

// The header says one pixel, and the data unpacks to 64 MiB.
TEST_F(LessonPicture, that_unpacks_to_more_than_its_size_explains_is_refused) {
  const std::vector<std::uint8_t> zeros(64 * 1024 * 1024);
  Bytes file;
  stbi_write_png_to_func(
      [](void* target, void* data, int size) {
        const auto* const bytes = static_cast<std::uint8_t*>(data);
        static_cast<Bytes*>(target)->insert(static_cast<Bytes*>(target)->end(), bytes,
                                            bytes + size);
      },
      &file, 4096, 4096, 4, zeros.data(), 4096 * 4);
  ASSERT_LT(file.size(), picture_file_size_max);
  EXPECT_TRUE(decode_png("zeros.png", file)) << "as large as it says";
  put_number(file, 16, 1);
  put_number(file, 20, 1);
  const auto bomb = decode_png("bomb.png", file);
  ASSERT_FALSE(bomb);
  EXPECT_NE(bomb.error().reason.find("damaged (outofmem)"), std::string::npos)
      << bomb.error().reason;
}

}  // namespace
}  // namespace sharedfate::testing
