// refused: out_of_range
#include <smalti/core/checked.hpp>
#include <smalti/ops/RandomSolarize.hpp>
constexpr auto never = smalti::checked(smalti::RandomSolarize{.threshold = 128, .p = 2});
