// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Every operator through the bodies of the kernels, on the host: the bytes of the CPU engine.
#include "cuda/parity.hpp"

#include <smalti/core/example.hpp>

namespace {

using namespace smalti;
using namespace smalti::testing;

/// The operator with its example parameters, always applied.
template <class Op>
std::unique_ptr<AnyPipeline> always() {
  Op op = example<Op>();
  if constexpr (requires { op.p; } && !Op::describe().traits.own_p) op.p = 1.0f;
  return as_data(op);
}
/// For operators that ask for one.
std::vector<Targets> an_object_each(const std::vector<Image>& images) {
  std::vector<Targets> out;
  for (const Image& image : images) out.push_back(an_object(image.extent(), [](int x, int y) { return x > 8 && x < 16 && y > 10 && y < 32; }));
  return out;
}

template <class Op>
class EveryOperatorInKernels : public ::testing::Test {};
template <class>
struct as_test_types;
template <class... Op>
struct as_test_types<TypeList<Op...>> { using type = ::testing::Types<Op...>; };
struct Names {
  template <class Op>
  static std::string GetName(int) { return std::string(name_of<Op>); }
};
TYPED_TEST_SUITE(EveryOperatorInKernels, as_test_types<AllOperators>::type, Names);

TYPED_TEST(EveryOperatorInKernels, gives_the_bytes_of_the_cpu_engine) {
  const auto pipeline = always<TypeParam>();
  for (const int n : batch_sizes)
    for (const Delivered to : {Delivered{Dtype::uint8}, Delivered{Dtype::float32, Layout::CHW}}) {
      const std::vector<Image> images = ragged(n, 3, Dtype::uint8);
      Parity<AllSteps> batch(*pipeline, images, to, an_object_each(images));
      batch.expect_equal();
    }
}

}  // namespace
