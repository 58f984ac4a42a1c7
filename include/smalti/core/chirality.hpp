// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/describe.hpp>
#include <smalti/core/error.hpp>
#include <smalti/core/map.hpp>
#include <smalti/core/point.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

namespace smalti {

/// The symmetry of the square that an axis-aligned map contains, whatever its scales, in D4's order: e, r90, r180,
/// r270, v, hvt, h, t; -1 for any other map.
inline int dihedral_element(const std::array<double, 9>& m) {
  if (m[6] != 0 || m[7] != 0) return -1;
  const bool transposed = m[0] == 0 && m[4] == 0;
  if (!transposed && (m[1] != 0 || m[3] != 0)) return -1;
  const bool mirror_x = (transposed ? m[1] : m[0]) < 0, mirror_y = (transposed ? m[3] : m[4]) < 0;
  constexpr int upright[] = {0, 6, 4, 2}, turned[] = {7, 3, 1, 5};  // by mirror_x + 2 mirror_y
  return (transposed ? turned : upright)[mirror_x + 2 * mirror_y];
}

/// What mirrorings and turns do to the meaning of labels: a left eye becomes a right eye, the top-left corner another
/// one. Every list is a permutation: after the map, entry i is what entry perm[i] was.
struct Chirality {
  bool chiral_keypoints = false;
  std::vector<int> keypoint_chiral_perm{};
  std::vector<int> class_chiral_perm{};
  std::vector<std::vector<int>> keypoint_positional_perm{};

  static constexpr auto describe() {
    return about("What mirrorings and turns do to the meaning of labels", "",
        field<&Chirality::chiral_keypoints>{.doc = "keypoints have a left and a right: refuse to go without keypoint_chiral_perm"},
        field<&Chirality::keypoint_chiral_perm>{.doc = "applied when a map mirrors: keypoint i is then what keypoint perm[i] was; its own inverse", .min = 0, .max = 65535},
        field<&Chirality::class_chiral_perm>{.doc = "applied when a map mirrors: class c of an instance becomes perm[c]; its own inverse", .min = 0, .max = 65535},
        field<&Chirality::keypoint_positional_perm>{.doc = "eight lists, one for each of e, r90, r180, r270, v, hvt, h, t, for keypoints that are named by their place", .min = 0, .max = 65535});
  }
  const char* refuse() const {
    const auto permutes = [](std::vector<int> p) {
      std::sort(p.begin(), p.end());
      for (std::size_t i = 0; i < p.size(); ++i)
        if (p[i] != static_cast<int>(i)) return false;
      return true;
    };
    const auto involution = [&](const std::vector<int>& p) {
      if (!permutes(p)) return false;
      for (std::size_t i = 0; i < p.size(); ++i)
        if (p[static_cast<std::size_t>(p[i])] != static_cast<int>(i)) return false;
      return true;
    };
    if (!involution(keypoint_chiral_perm))
      return "keypoint_chiral_perm must be a permutation of 0 to n - 1 that is its own inverse";
    if (!involution(class_chiral_perm))
      return "class_chiral_perm must be a permutation of 0 to n - 1 that is its own inverse";
    if (chiral_keypoints && keypoint_chiral_perm.empty())
      return "keypoint_chiral_perm must be given when keypoints are chiral; it says which keypoint is whose mirror "
             "image";
    const auto& eight = keypoint_positional_perm;
    if (eight.empty()) return nullptr;
    const bool whole = eight.size() == 8 && !eight[0].empty() && std::is_sorted(eight[0].begin(), eight[0].end()) &&
                       std::all_of(eight.begin(), eight.end(),
                                   [&](const auto& p) { return p.size() == eight[0].size() && permutes(p); });
    return whole ? nullptr
                 : "keypoint_positional_perm must be eight permutations of 0 to n - 1, the first of which changes "
                   "nothing";
  }
  bool empty() const {
    return keypoint_chiral_perm.empty() && class_chiral_perm.empty() && keypoint_positional_perm.empty();
  }

  /// Throws LabelError unless so many keypoints are whole sets of those that the lists speak of.
  void check(std::size_t keypoints) const {
    const auto fits = [&](const std::vector<int>& p, const char* name) {
      if (!p.empty() && keypoints % p.size() != 0)
        raise("keypoint.count", "keypoints = " + std::to_string(keypoints) + ": must be whole sets of " +
                                    std::to_string(p.size()) + ", the entries of " + name);
    };
    fits(keypoint_chiral_perm, "keypoint_chiral_perm");
    if (!keypoint_positional_perm.empty()) fits(keypoint_positional_perm[0], "keypoint_positional_perm");
  }
  /// Reorders sets of keypoints after a map; `back` undoes it.
  template <class T>
  void reorder(std::span<T> keypoints, const std::array<double, 9>& m, bool back = false) const {
    check(keypoints.size());
    const int element = dihedral_element(m);
    const bool chiral = !keypoint_chiral_perm.empty() && determinant(m) < 0,
               placed = !keypoint_positional_perm.empty() && element > 0;
    if (placed && back) permute(keypoints, keypoint_positional_perm[static_cast<std::size_t>(element)], true);
    if (chiral) permute(keypoints, keypoint_chiral_perm, back);
    if (placed && !back) permute(keypoints, keypoint_positional_perm[static_cast<std::size_t>(element)], false);
  }
  /// The class of an instance after a map, and, as the list is its own inverse, before it.
  int class_of(int id, const std::array<double, 9>& m) const {
    if (id < 0 || id >= static_cast<int>(class_chiral_perm.size()) || !(determinant(m) < 0)) return id;
    return class_chiral_perm[static_cast<std::size_t>(id)];
  }

 private:
  template <class T>
  static void permute(std::span<T> all, const std::vector<int>& perm, bool back) {
    std::vector<T> set(perm.size());
    for (; !all.empty(); all = all.subspan(set.size())) {
      std::copy_n(all.begin(), set.size(), set.begin());
      for (std::size_t i = 0; i < set.size(); ++i) {
        const auto from = static_cast<std::size_t>(perm[i]);
        if (back) all[from] = set[i];
        else all[i] = set[from];
      }
    }
  }
};

}  // namespace smalti
