#include "kaisho/peering/certificate.hpp"

#include <gtest/gtest.h>

#include "peering_samples.hpp"

namespace kaisho::peering {
namespace {

using testing::certificate_for;
using testing::kNow;
using testing::tls_key;
constexpr Timestamp kDay = 86'400;

TEST(Certificate, of_the_same_key_has_the_same_pin) {
  const auto key = tls_key();
  const auto first = read_certificate(certificate_for(key, "bank", kNow));
  const auto renewed = read_certificate(certificate_for(key, "bank", kNow + 9 * kDay));
  ASSERT_TRUE(first && renewed);
  EXPECT_EQ(first->pin, renewed->pin);
  EXPECT_EQ(first->pin.sha256, founding::certificate_pin(certificate_for(key, "bank", kNow)));
  EXPECT_EQ(first->name, "bank");
  EXPECT_NE(first->pin, read_certificate(certificate_for(tls_key(), "bank", kNow))->pin);
}

TEST(Certificate, is_warned_of_in_its_last_thirty_days) {
  const auto info = *read_certificate(certificate_for(tls_key(), "bank", kNow));
  const auto end = info.not_after;
  EXPECT_EQ(validity_of(info, info.not_before - 1), Validity::not_yet_valid);
  EXPECT_EQ(validity_of(info, kNow), Validity::valid);
  EXPECT_EQ(validity_of(info, end - 30 * kDay), Validity::valid);
  EXPECT_EQ(validity_of(info, end - 30 * kDay + 1), Validity::ends_soon);
  EXPECT_EQ(days_left(info, end - 12 * kDay), 12u);
  EXPECT_EQ(validity_of(info, end), Validity::ends_soon);
  EXPECT_EQ(validity_of(info, end + 1), Validity::expired);
  EXPECT_EQ(days_left(info, end + 1), 0u);
}

TEST(Certificate, is_not_read_from_nonsense) {
  EXPECT_FALSE(read_certificate("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
  EXPECT_FALSE(read_certificate(tls_key()));
  EXPECT_FALSE(read_certificate(""));
}

}  // namespace
}  // namespace kaisho::peering
