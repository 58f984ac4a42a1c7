// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/displacement.hpp>
#include <smalti/pixel/dct.hpp>
#include <smalti/pixel/field.hpp>
#include <smalti/pixel/filters.hpp>
#include <smalti/pixel/local_equalization.hpp>
#include <smalti/plan/plan.hpp>

#include <type_traits>

namespace smalti::cuda {

inline constexpr int tile_side = 32;      ///< output pixels
inline constexpr int tile_threads = 256;  ///< four pixels of a row each
inline constexpr int axis_threads = 64;   ///< one output of an axis each

/// What the layers of a launch may be: the less they may be, the leaner the code that is compiled for it.
enum Layers : int {
  any_layers,
  axis_layers,  ///< copied and resized ones alone, and no window
  byte_layers   ///< ... whose sources are of uint8
};

/// Blocks that a number of things take, `each` of them a block.
SMALTI_HD constexpr int blocks_of(int things, int each) { return (things + each - 1) / each; }

/// One axis of a layer that is copied or resized.
struct JobAxis {
  enum class Work : std::uint8_t {
    pick,   ///< an output is one sample of the canvas
    blend,  ///< it lies between two of them
    kernel, ///< it is a weighted sum of those around it
    filter  ///< it is a weighted sum of some; which and how much of each stands in a table
  };
  Axis axis;
  Work work = Work::pick;
  Interpolation interpolation = Interpolation::bilinear;
  Border border = Border::constant;
  bool fixed = false;        ///< filter: integer weights, for u8
  int begin = 0, end = 0;    ///< outputs that show the canvas; the others show the constant fill
  int stride = 0;            ///< filter: room for weights, an output
  const float* kernel = nullptr;
  int kernel_size = 0;
  Taps* taps = nullptr;      ///< filter: of output begin + i
  double* weights = nullptr; ///< `stride` an output: int32 or float32, packed at its front; doubles while they are made

  SMALTI_HD bool shows(int j) const { return j >= begin && j < end; }
};

/// One component of an elastic field, which jobs make before layers are seen through it.
struct JobField {
  Extent frame;
  Key noise{};
  SampleCoord at{};
  const float *along_x = nullptr, *along_y = nullptr;  ///< kernels
  int along_x_size = 1, along_y_size = 1;
  float scale = 1;
  float *blurred = nullptr, *displacement = nullptr;   ///< (h w): on the way, and at the end
};

/// Samples of 8 bits of a component, whole blocks of them.
struct JpegComponent {
  std::uint8_t* samples = nullptr;
  int width = 0, height = 0;  ///< that belong to the picture
  int stride = 0, rows = 0;
};
/// A surface that is coded as a JPEG, a component a job, before a pass reads it.
struct JobCoding {
  JpegCoding how;
  ImageView view;
  ValueRange range;
  const JpegTable* tables = nullptr;  ///< of luma and of chroma
  JpegComponent planes[Measured::max_channels]{};
};

/// A surface of whose tiles jobs make tables before a pass reads it.
struct JobEqualization {
  LocalEqualization how;
  ImageView view;
  ByteScale bytes;
  Extent tile;
  int limit = 1;  ///< of counts
  const LabTables* lab = nullptr;
  std::uint8_t* tables = nullptr;  ///< 256 a tile
};

/// What a pass reads its surface through.
struct JobWindow {
  enum class Kind : std::uint8_t {
    none,
    separable,  ///< two axes of kernels
    square,     ///< side x side weights
    median,     ///< of side x side pixels
    sharpen,
    product,    ///< of all of its values with a matrix of that side
    coded,      ///< what a JPEG of it holds
    equalized   ///< tables of the tiles around
  };
  Kind kind = Kind::none;
  int side = 1;
  const float* weights = nullptr;  ///< of a product: the means
  float factor = 1;
  const float* matrix = nullptr;
  int means = 1;
  const JobCoding* coding = nullptr;
  const JobEqualization* equalization = nullptr;
};

/// One source seen through one map, by one job.
struct JobLayer {
  Layer layer;
  Rect shown;                           ///< of the output
  ImageView view;                       ///< transposed as the layer is; of a field: its frame, pixel (0, 0) first
  Rect window;                          ///< what of that picture the view holds
  JobAxis x, y;                         ///< copy and resize
  JobWindow around;
  bool streams = false;                 ///< an axis filters
  bool columns_first = false;           ///< ... the filter runs along y first
  const Displacement* field = nullptr;
  ElasticView bent;                     ///< ... and, of an elastic one, the displacements
  ImageView silhouette;                 ///< (h w 1) over the coverage's rectangle; no data: there is none
};

/// One thing that happens to the pixels of a label raster.
struct JobRasterStep {
  enum class Kind : std::uint8_t {
    lay,     ///< a layer shows the nearest id of its source, or `value` where it has none
    doubt,   ///< where it shows another id than is there, nobody knows which
    cover,   ///< `value` wherever the layer covers
    object,  ///< ... and an object too
    hole     ///< `value` in a hole
  };
  Kind kind = Kind::lay;
  int value = 0;
  const JobLayer* layer = nullptr;
  ImageView object{};               ///< silhouette of the object
  Rect bounds{};
  const HoleRecord* hole = nullptr;
  ImageView pixels{};               ///< of the source as the layer sees it: where all are `nodata`, the id is unknown
  Rect pixels_window{};
  float nodata = 0;
};
/// A label raster: ids, or a mask of 0 and 1.
struct JobRaster {
  Extent extent{};
  const JobRasterStep* steps = nullptr;
  int count = 0;
  int begin = 0;       ///< what is there first
  int unknown = 255;   ///< id that nobody knows
  bool objects = false;  ///< 1 where the id is that of an object
  MutableImageView out{};
};

/// What the tiles of a job have measured together, in integers.
struct Tally {
  u32 arrived = 0;  ///< tiles
  u32 least[Measured::max_channels]{}, most[Measured::max_channels]{};  ///< keys of the ends; 0: no value yet
  u64 sum = 0, counts[Measured::max_channels]{}, sums[Measured::max_channels]{};
  WideSum squares[Measured::max_channels]{};
  struct {
    u32 drawer, rank, beyond, nearest;
  } places[Measured::max_channels][2]{};  ///< where the ranks of floats lie, on the way to them
  u64 numbers[Measured::max_channels]{};  ///< ... and of how many values
  Measured measured;                      ///< ... in the words that steps are told
};

/// A stage of a pass of a sample, for up to four of its channels: reads layers, or what an earlier stage kept of them, runs
/// steps, and leaves the output or measures for the next step. All pointers are the device's.
struct Job {
  enum class Work : std::uint8_t {
    pixels,    ///< all of that
    noise,     ///< instead prepares the elastic field `field`: along x,
    bend,      ///< ... and then along y
    code,      ///< codes component `first` of `coding`
    equalize,  ///< makes the tables of `equalization`
    raster     ///< renders the labels of `raster`
  };
  Work work = Work::pixels;
  const JobField* field = nullptr;
  const JobCoding* coding = nullptr;
  const JobEqualization* equalization = nullptr;
  const JobRaster* raster = nullptr;
  const Pass* pass = nullptr;
  const JobLayer* layers = nullptr;
  StepRecord* steps = nullptr;
  const HoleRecord* holes = nullptr;
  float* tables = nullptr;
  const std::uint8_t* objects = nullptr;  ///< (h w), 1 where a pixel shows one; nullptr: no step asks
  MutableImageView out;                   ///< surface or output; (0, 0, 0) is the pass' first channel
  MutableImageView kept;                  ///< what the layers give, or what steps before these left; no data: layers are read each time
  const StepRecord* order = nullptr;      ///< the step by which channels are picked from what was kept; nullptr: as they are
  Tally* tally = nullptr;
  u32* histogram = nullptr;               ///< of the step that is measured, channel after channel
  int first = 0, channels = 3;            ///< of what the layers give
  int run = 0;                            ///< steps to run
  int measured = -1;                      ///< step that is measured after them; -1: the pixels leave
  int finished_by = 0;                    ///< tiles that the tally waits for
  bool opens = true;                      ///< reads the layers
  bool axes = true;                       ///< every layer is copied or resized, and there is no window
  bool bytes = true;                      ///< ... and reads uint8
  int sweep = 0;                          ///< of the step that is measured
};
static_assert(std::is_trivially_copyable_v<JobLayer> && std::is_trivially_copyable_v<Job>, "jobs are copied to devices as bytes");

/// Tiles of jobs, one after the other: tile number t of all of them belongs to the first job whose end lies behind t.
template <class Item>
struct Grid {
  const Item* items = nullptr;
  const int* ends = nullptr;
  int count = 0;

  struct Place {
    const Item& item;
    int tile;  ///< of it
  };
  SMALTI_HD Place at(int tile) const {
    int low = 0, high = count - 1;
    while (low < high) {
      const int middle = (low + high) / 2;
      if (ends[middle] > tile) high = middle;
      else low = middle + 1;
    }
    return {items[low], low > 0 ? tile - ends[low - 1] : tile};
  }
};

}  // namespace smalti::cuda
