// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "batch_case.hpp"
#include "support/any_pipeline.hpp"

#include <smalti/core/example.hpp>
#include <smalti/io/json.hpp>

#include <algorithm>

namespace smalti::bench {
namespace {

/// Where the examples of the descriptions are for small pictures, and where others are measured with other settings.
constexpr const char* settings = R"({
  "AtLeastOneBBoxRandomCrop": {"height": 384, "width": 384}, "CenterCrop": {"size": [448, 448]},
  "CropNonEmptyMaskIfExists": {"height": 384, "width": 384}, "FiveCrop": {"size": [224, 224]},
  "Grayscale": {"num_output_channels": 3},
  "LongestMaxSize": {"max_size": [384]}, "PadIfNeeded": {"min_height": 576, "min_width": 576}, "RandomAffine": {"interpolation": "bilinear"},
  "RandomCrop": {"size": [448, 448]}, "RandomResize": {"min_size": 320, "max_size": 448}, "RandomRotation": {"interpolation": "bilinear"},
  "RandomShortestSize": {"min_size": [320, 384, 448]}, "RandomSizedBBoxSafeCrop": {"height": 384, "width": 384},
  "RichCrop": {"size": [384, 384]},
  "ScaleJitter": {"target_size": [512, 512]}, "SmallestMaxSize": {"max_size": [384]}, "TenCrop": {"size": [224, 224]}
})";

void put(Value& op, const std::string& key, const Value& value) {
  for (auto& [name, old] : *op.as<Value::Object>())
    if (name == key) {
      old = value;
      return;
    }
  op.set(key, value);
}
/// The operator with the parameters that are measured, always applied.
template <class Op>
Value measured(const Value& changes) {
  Value op = write_operator(Node{.op = example<Op>()});
  if (const Value* of = changes.find(name_of<Op>))
    for (const auto& [key, value] : *of->as<Value::Object>()) put(op, key, value);
  if constexpr (requires { &Op::p; } && !Op::describe().traits.own_p) put(op, "p", 1);
  return op;
}
template <class... Op>
std::vector<std::pair<std::string, Value>> all(TypeList<Op...>) {
  const Value changes = io::parse_json(settings, "settings").value();
  return {{std::string(name_of<Op>), measured<Op>(changes)}...};
}

}  // namespace

std::vector<Entry> operators(const Setting& setting) {
  std::vector<Entry> out;
  for (auto& [name, op] : all(AllOperators{}))
    out.push_back({name, "operator", [op = op, dry = setting.dry]() -> std::unique_ptr<Case> {
                     auto pipeline = std::make_shared<Pipeline>(Operators<Node>{{testing::read_node(op)}});
                     const int group = pipeline->mixes() ? (dry ? 4 : 16) : 1;
                     BatchSpec spec{.pictures = each(dry ? group : 64, {512, 512}),
                                    .group = group,
                                    .objects = true,
                                    .on_cpu = dry ? 1 : 8,
                                    .turns = dry ? 1 : 5};
                     return std::make_unique<BatchCase<AllSteps, cuda::AnyPictures>>(pipeline, spec,
                                                                                     testing::make_engine());
                   }});
  return out;
}

}  // namespace smalti::bench
