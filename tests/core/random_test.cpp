// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/core/draws.hpp>
#include <smalti/core/epoch_order.hpp>
#include <smalti/core/partners.hpp>
#include <smalti/core/random.hpp>

#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <set>

namespace {

using namespace smalti;

constexpr Key K = op_key(0x0123456789abcdef, 0x1122334455667788, 0);
constexpr SampleCoord origin{0, 0, 0};
constexpr u64 bits(double v) { return std::bit_cast<u64>(v); }
constexpr u32 bits(float v) { return std::bit_cast<u32>(v); }

static_assert(philox4x32_10({}, {}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
static_assert(philox4x32_10({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}) == Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
static_assert(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
              Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
static_assert(K.lo == 0x6e8c2780 && K.hi == 0xef5857df);
static_assert(op_id("crop1") == 0x0c33009f09f8bd32 && op_id("2/0/1") == 0xf289c1bbac665e1a);
static_assert(draw(K, origin, 0) == Words{0x9a5af870, 0xabebe304, 0x7e27a836, 0x0d104d63});
static_assert(draw(K, {1281166, 0, 7}, 1) == Words{0x494a836d, 0x77ec23dd, 0x892cd398, 0xa2743c13});
static_assert(draw(K, {(u64{1} << 40) + 5, 3, 1}, 2) == Words{0x2c6ca50d, 0x816f95f2, 0x7093a19a, 0xe7476741});

TEST(Philox, gives_the_10000th_word_of_the_standard) {
  Words w{};
  for (u32 block = 0; block < 2500; ++block) w = philox4x32_10({block, 0, 0, 0}, {20111115, 0});
  EXPECT_EQ(w[3], 1955073260u);
}

TEST(Keys, follow_from_seed_operator_and_source) {
  const Key field = op_key(0x0123456789abcdef, 0x1122334455667788, 1u << 16), group = op_key(0x0123456789abcdef, 0x1122334455667788, 64u << 16);
  EXPECT_EQ(field.lo, 0x28628088u);
  EXPECT_EQ(field.hi, 0xdab04c84u);
  EXPECT_EQ(group.lo, 0xd7370e68u);
  EXPECT_EQ(group.hi, 0xeb48b748u);
}

TEST(Conversions, have_the_bits_of_the_reference) {
  const u32 x[] = {0x00000000, 0x12345678, 0x80000000, 0x9a5af870, 0xffffffff};
  const u32 unit[] = {0x00000000, 0x3d91a2b0, 0x3f000000, 0x3f1a5af8, 0x3f7fffff};
  const u32 span[] = {0xc1200000, 0xc1093e94, 0x00000000, 0x4003c6d8, 0x411fffff};
  const u32 normal[] = {0x40c75e49, 0x3fbbd930, 0xc0c75e49, 0xbfa1e8ca, 0x80000000};
  const u32 thousand[] = {0, 71, 500, 602, 999};
  const bool heads[] = {true, true, false, false, false};
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(bits(uniform_f32(x[i])), unit[i]);
    EXPECT_EQ(bits(uniform(uniform_f32(x[i]), -10.0f, 10.0f)), span[i]);
    EXPECT_EQ(bits(normal_f32(x[i])), normal[i]);
    EXPECT_EQ(below(x[i], 1000), thousand[i]);
    EXPECT_EQ(bernoulli(x[i], 0.3), heads[i]);
  }
}

TEST(Conversions, in_double_have_the_bits_of_the_reference) {
  EXPECT_EQ(bits(uniform_f64(0x9a5af870, 0xabebe304)), 0x3fe57d7c60934b5f);
  EXPECT_EQ(bits(uniform_f64(0x7e27a836, 0x0d104d63)), 0x3faa209ac6fc4f50);
  EXPECT_EQ(bits(uniform(uniform_f64(0x9a5af870, 0xabebe304), -10.0, 10.0)), 0x400b736de2e078dbu);
  EXPECT_EQ(bits(uniform(uniform_f64(0x7e27a836, 0x0d104d63), -10.0, 10.0)), 0xc021f573e87449ce);
  EXPECT_EQ(bits(normal_f64(0x9a5af870, 0xabebe304)), 0xbfee55e855749ada);
  EXPECT_EQ(bits(normal_f64(0x7e27a836, 0x0d104d63)), 0x3ffa28bef1f2d24a);
  EXPECT_EQ(below_u64(0x9a5af870, 0xabebe304, 1'000'000'000'000), 671568096755u);
  EXPECT_EQ(below_u64(0x7e27a836, 0x0d104d63, 1'000'000'000'000), 51030003347u);
}

TEST(Draws, integers_include_both_ends) {
  Draws d;
  d.key = K;
  EXPECT_EQ(d.between(0, 0, 9), 6);
  EXPECT_EQ(d.between(0, -5, 5), 2);
  EXPECT_EQ(d.between(0, 0, 999999), 671568);
}

TEST(FixedFunctions, have_the_bits_of_the_reference) {
  EXPECT_EQ(bits(fixed_log(10.0)), 0x40026bb1bbb55516);
  EXPECT_EQ(bits(fixed_log(0x1p-54)), 0xc042b708872320e2);
  EXPECT_EQ(bits(fixed_exp(-1)), 0x3fd78b56362cef38);
  EXPECT_EQ(bits(fixed_exp(0.3)), 0x3ff599058c8c1a96);
  const auto [sin, cos] = fixed_sincos_degrees(123.456);
  EXPECT_EQ(bits(sin), 0x3feab2a9b25a9ab9);
  EXPECT_EQ(bits(cos), 0xbfe1a43870d371f9);
}

TEST(FixedFunctions, are_exact_at_quarter_turns) {
  for (int k = -8; k <= 8; ++k) {
    const auto [sin, cos] = fixed_sincos_degrees(90.0 * k);
    EXPECT_EQ(std::abs(sin) + std::abs(cos), 1);
  }
}

TEST(Variates, beta_and_dirichlet_have_the_bits_of_the_reference) {
  const SampleCoord one{1, 0, 0};
  EXPECT_EQ(bits(beta_variate(K, origin, 3, 1, 1)), 0x3fbe7e3480b6f047);
  EXPECT_EQ(bits(beta_variate(K, one, 3, 1, 1)), 0x3feba9d6283871e1);
  EXPECT_EQ(bits(beta_variate(K, origin, 3, 0.2, 0.2)), 0x3e236f3dbe5d2602);
  EXPECT_EQ(bits(beta_variate(K, one, 3, 0.2, 0.2)), 0x3fefff37df934b28);
  EXPECT_EQ(bits(beta_variate(K, origin, 3, 8, 2)), 0x3fe429526933e9b7);
  EXPECT_EQ(bits(beta_variate(K, one, 3, 8, 2)), 0x3fecf0a55cb10e34);
  const auto even = dirichlet_variate<3>(K, origin, 4, {1, 1, 1});
  EXPECT_EQ(bits(even[0]), 0x3fd9ca432f188ce3);
  EXPECT_EQ(bits(even[1]), 0x3fc314c6557730d8);
  EXPECT_EQ(bits(even[2]), 0x3fdcab59a62bdaaf);
  const auto skewed = dirichlet_variate<3>(K, {7, 1, 2}, 4, {0.5, 2, 5});
  EXPECT_EQ(bits(skewed[0]), 0x3fab9f76a8861bf0);
  EXPECT_EQ(bits(skewed[1]), 0x3fb563f9cc7f13b0);
  EXPECT_EQ(bits(skewed[2]), 0x3feb99895be7bbcb);
}

TEST(Draws, shuffle_four_things_as_the_reference) {
  Draws d;
  d.key = K;
  EXPECT_EQ((d.permutation<4>(7, 4)), (Bounded<int, 4>{0, 1, 3, 2}));
}

TEST(EpochOrder, gives_the_orders_of_the_reference) {
  const auto order = [](u64 n, u64 seed, u64 epoch, u32 level = 1) {
    std::vector<u64> out;
    const EpochOrder o(n, seed, epoch, level);
    for (u64 i = 0; i < std::min<u64>(n, 10); ++i) out.push_back(o(i));
    return out;
  };
  using List = std::vector<u64>;
  EXPECT_EQ(order(10, 1, 0), (List{5, 9, 6, 0, 2, 8, 7, 3, 4, 1}));
  EXPECT_EQ(order(10, 1, 1), (List{3, 1, 9, 7, 6, 8, 2, 5, 4, 0}));
  EXPECT_EQ(order(10, 2, 0), (List{0, 6, 9, 2, 5, 1, 7, 4, 8, 3}));
  EXPECT_EQ(order(10, 42, 3, 2), (List{9, 7, 5, 4, 0, 1, 8, 2, 6, 3}));
  EXPECT_EQ(order(10, 42, 3 | u64{5} << 32, 3), (List{6, 9, 2, 4, 1, 3, 7, 0, 5, 8}));
  EXPECT_EQ(order(10, 42, 3, 1 | 1 << 8), (List{6, 9, 4, 5, 2, 3, 0, 7, 8, 1}));
  const EpochOrder large((u64{1} << 40) + 12345, 42, 3);
  EXPECT_EQ(large(0), 864909598408u);
  EXPECT_EQ(large(1), 1001222953150u);
}

TEST(EpochOrder, is_a_bijection_with_its_inverse) {
  for (u64 n = 1; n <= 1000; ++n) {
    const EpochOrder order(n, 42, n);
    std::vector<char> seen(n, 0);
    for (u64 p = 0; p < n; ++p) {
      const u64 i = order(p);
      ASSERT_LT(i, n);
      ASSERT_FALSE(seen[i]) << n;
      seen[i] = 1;
      ASSERT_EQ(order.position_of(i), p);
    }
  }
}

TEST(EpochOrder, is_a_bijection_around_powers_of_four) {
  for (const u64 n : {65535u, 65536u, 65537u, 262143u, 262145u}) {
    const EpochOrder order(n, 7, 1);
    std::vector<char> seen(n, 0);
    for (u64 p = 0; p < n; ++p) seen[order(p)] = 1;
    EXPECT_EQ(std::accumulate(seen.begin(), seen.end(), u64{0}), n);
  }
}

TEST(EpochOrder, shuffles_four_things_evenly) {
  std::map<std::vector<u64>, int> counts;
  constexpr int epochs = 24000;
  for (u64 e = 0; e < epochs; ++e) {
    const EpochOrder order(4, 9, e);
    ++counts[{order(0), order(1), order(2), order(3)}];
  }
  ASSERT_EQ(counts.size(), 24u);
  double chi = 0;
  for (const auto& [o, n] : counts) chi += (n - 1000.0) * (n - 1000.0) / 1000.0;
  EXPECT_LT(chi, 49.7);  // 99.9 % quantile of 23 degrees of freedom
}

TEST(Substitute, gives_the_ids_of_the_reference) {
  const u64 golden[] = {3438, 1007385, 753513, 794649};
  for (u32 attempt = 0; attempt < 4; ++attempt) EXPECT_EQ(substitute_id(42, 118003, attempt, 3, 1281167), golden[attempt]);
}

TEST(Partners, are_those_of_the_reference) {
  ValidPlaces all;
  all.fill(true);
  using List = Bounded<int, 16>;
  EXPECT_EQ(draw_partners(K, {100, 0, 0}, 0, 16, 3, all), (List{13, 4, 1}));
  EXPECT_EQ(draw_partners(K, {105, 0, 0}, 5, 16, 3, all), (List{2, 4, 6}));
  EXPECT_EQ(draw_partners(K, {115, 0, 0}, 15, 16, 3, all), (List{9, 2, 4}));
  EXPECT_EQ(draw_partners(K, {105, 0, 0}, 1, 3, 8, all), (List{0, 2, 0, 0, 0, 2, 2, 2}));
}

TEST(Partners, pass_over_invalid_places_and_fall_back_to_the_own) {
  ValidPlaces some{};
  some[3] = true;
  EXPECT_EQ(draw_partners(K, origin, 0, 8, 1, some)[0], 3);
  EXPECT_EQ(draw_partners(K, origin, 3, 8, 1, some)[0], 3);
  EXPECT_EQ(draw_partners(K, origin, 0, 1, 2, some), (Bounded<int, 16>{0, 0}));
}

TEST(Partners, bug_08_every_other_member_of_the_group_is_drawn_equally_often) {
  ValidPlaces all;
  all.fill(true);
  for (const int self : {0, 5, 15})
    for (int j = 0; j < 3; ++j) {
      std::array<int, 16> counts{};
      for (u64 id = 0; id < 15000; ++id) ++counts[static_cast<std::size_t>(draw_partners(K, {id, 0, 3}, self, 16, 3, all)[j])];
      double chi = 0;
      for (int place = 0; place < 16; ++place) {
        const double off = counts[static_cast<std::size_t>(place)] - 1000.0;
        if (place != self) chi += off * off / 1000.0;
      }
      EXPECT_EQ(counts[static_cast<std::size_t>(self)], 0);
      EXPECT_LT(chi, 36.1) << "place " << self << ", partner " << j;  // 99.9 % quantile of 14 degrees of freedom
    }
}

}  // namespace
