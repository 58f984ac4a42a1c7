// refused: every data member needs a field<&Op::member> entry in describe()
#include <smalti/core/op.hpp>
struct Forgetful {
  int described = 0, forgotten = 0;
  static constexpr auto describe() { return smalti::about("", "", smalti::field<&Forgetful::described>{}); }
};
void never(Forgetful& op) { smalti::for_each_field(op, [](const auto&, const auto&) {}); }
