#include "kaisho/peering/certificate.hpp"

#include <gtest/gtest.h>

#include "peering_samples.hpp"

namespace kaisho::peering {
namespace {

using testing::kNow;
constexpr Timestamp kDay = 86'400;

TEST(Certificate, of_the_same_key_has_the_same_pin) {
  const auto key = make_tls_key();
  const auto first = read_certificate(make_certificate(key, "bank", kNow, 10).value());
  const auto renewed = read_certificate(make_certificate(key, "bank", kNow + 9 * kDay, 365).value());
  ASSERT_TRUE(first && renewed);
  EXPECT_EQ(first->pin, renewed->pin);
  EXPECT_EQ(first->pin, pin_of_key(key));
  EXPECT_EQ(first->name, "bank");
  EXPECT_NE(first->pin, pin_of_key(make_tls_key()));
}

TEST(Certificate, is_valid_from_a_day_before_it_was_made_until_its_days_are_over) {
  const auto info = *read_certificate(make_certificate(make_tls_key(), "bank", kNow, 90).value());
  EXPECT_EQ(info.not_before, kNow - kDay);
  EXPECT_EQ(info.not_after, kNow + 90 * kDay);
  EXPECT_EQ(validity_of(info, kNow - kDay - 1), Validity::not_yet_valid);
  EXPECT_EQ(validity_of(info, kNow), Validity::valid);
  EXPECT_EQ(validity_of(info, kNow + 60 * kDay), Validity::valid);
  EXPECT_EQ(validity_of(info, kNow + 60 * kDay + 1), Validity::ends_soon);
  EXPECT_EQ(days_left(info, kNow + 78 * kDay), 12u);
  EXPECT_EQ(validity_of(info, kNow + 90 * kDay), Validity::ends_soon);
  EXPECT_EQ(validity_of(info, kNow + 90 * kDay + 1), Validity::expired);
  EXPECT_EQ(days_left(info, kNow + 91 * kDay), 0u);
}

TEST(Certificate, is_not_made_of_nonsense) {
  EXPECT_FALSE(make_certificate("no key", "bank", kNow));
  EXPECT_FALSE(make_certificate(make_tls_key(), "", kNow));
  EXPECT_FALSE(make_certificate(make_tls_key(), "bank", kNow, 0));
  EXPECT_FALSE(make_certificate(make_tls_key(), "bank", kNow, kMaxCertificateDays + 1));
  EXPECT_FALSE(read_certificate("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
  EXPECT_FALSE(read_certificate(make_tls_key()));
  EXPECT_FALSE(pin_of_key(""));
}

}  // namespace
}  // namespace kaisho::peering
