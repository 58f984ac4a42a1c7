// refused: Required
#include <smalti/ops/RandomResizedCrop.hpp>
const smalti::RandomResizedCrop never{};
