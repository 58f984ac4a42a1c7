// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/param_value.hpp>

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace smalti {

/// A square matrix of float32, row by row. Copies share its numbers, so that the plans of a batch hold them once.
struct SquareMatrix {
  int side = 0;  ///< 0: there is none
  std::shared_ptr<const std::vector<float>> numbers;

  SquareMatrix() = default;
  SquareMatrix(int rows, std::vector<float> row_by_row)
      : side(rows), numbers(std::make_shared<const std::vector<float>>(std::move(row_by_row))) {
    if (numbers->size() != static_cast<std::size_t>(side) * static_cast<std::size_t>(side)) *this = {};
  }
  SquareMatrix(std::initializer_list<std::initializer_list<float>> rows)
      : SquareMatrix(static_cast<int>(rows.size()), joined(rows)) {}

 private:
  static std::vector<float> joined(std::initializer_list<std::initializer_list<float>> rows) {
    std::vector<float> all;
    for (const auto& row : rows) all.insert(all.end(), row);
    return all;
  }
};

template <>
struct ParamType<SquareMatrix> {
  static const char* read(const Value& v, SquareMatrix& out) {
    static constexpr const char* rule = "must be a number, or rows of numbers, as many rows as a row has numbers";
    const auto* rows = v.as<Value::Array>();
    const std::size_t side = rows ? rows->size() : 1;
    std::vector<float> all;
    all.reserve(side * side);
    if (v.is_number()) all.push_back(static_cast<float>(v.number()));
    else if (!rows) return rule;
    else
      for (const Value& row : *rows) {
        const auto* list = row.as<Value::Array>();
        if (!list || list->size() != side) return rule;
        for (const Value& one : *list)
          if (!one.is_number()) return rule;
          else all.push_back(static_cast<float>(one.number()));
      }
    out = {static_cast<int>(side), std::move(all)};
    return nullptr;
  }
  static Value write(const SquareMatrix& v) {
    Value::Array rows;
    const auto n = static_cast<std::ptrdiff_t>(v.side);
    for (std::ptrdiff_t y = 0; y < n; ++y) {
      const auto row = v.numbers->begin() + y * n;
      rows.emplace_back(Value::Array(row, row + n));
    }
    return rows;
  }
  static std::string text() { return "float | Sequence[Sequence[float]]"; }
};

}  // namespace smalti
