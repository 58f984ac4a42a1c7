// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Written by cmake/ops.cmake from the folder ops/.
#pragma once
#include <smalti/core/type_list.hpp>
#include <smalti/ops/AtLeastOneBBoxRandomCrop.hpp>
#include <smalti/ops/AugMix.hpp>
#include <smalti/ops/AutoAugment.hpp>
#include <smalti/ops/BBoxSafeRandomCrop.hpp>
#include <smalti/ops/CLAHE.hpp>
#include <smalti/ops/CenterCrop.hpp>
#include <smalti/ops/CoarseDropout.hpp>
#include <smalti/ops/ColorJitter.hpp>
#include <smalti/ops/Compose.hpp>
#include <smalti/ops/CopyAndPaste.hpp>
#include <smalti/ops/CropNonEmptyMaskIfExists.hpp>
#include <smalti/ops/CutMix.hpp>
#include <smalti/ops/Cutout.hpp>
#include <smalti/ops/D4.hpp>
#include <smalti/ops/Downscale.hpp>
#include <smalti/ops/ElasticTransform.hpp>
#include <smalti/ops/FiveCrop.hpp>
#include <smalti/ops/GaussianBlur.hpp>
#include <smalti/ops/GaussianNoise.hpp>
#include <smalti/ops/Grayscale.hpp>
#include <smalti/ops/GridDistortion.hpp>
#include <smalti/ops/GridDropout.hpp>
#include <smalti/ops/GridMask.hpp>
#include <smalti/ops/HueSaturationValue.hpp>
#include <smalti/ops/JPEG.hpp>
#include <smalti/ops/LabelSmoothing.hpp>
#include <smalti/ops/LetterBox.hpp>
#include <smalti/ops/LinearTransformation.hpp>
#include <smalti/ops/LongestMaxSize.hpp>
#include <smalti/ops/MedianBlur.hpp>
#include <smalti/ops/MinMax.hpp>
#include <smalti/ops/MixUp.hpp>
#include <smalti/ops/Mosaic.hpp>
#include <smalti/ops/MotionBlur.hpp>
#include <smalti/ops/MultiScale.hpp>
#include <smalti/ops/Normalize.hpp>
#include <smalti/ops/OpticalDistortion.hpp>
#include <smalti/ops/Pad.hpp>
#include <smalti/ops/PadIfNeeded.hpp>
#include <smalti/ops/PercentileClip.hpp>
#include <smalti/ops/RGB.hpp>
#include <smalti/ops/RandAugment.hpp>
#include <smalti/ops/RandomAdjustSharpness.hpp>
#include <smalti/ops/RandomAffine.hpp>
#include <smalti/ops/RandomApply.hpp>
#include <smalti/ops/RandomAutocontrast.hpp>
#include <smalti/ops/RandomBrightnessContrast.hpp>
#include <smalti/ops/RandomChannelPermutation.hpp>
#include <smalti/ops/RandomChoice.hpp>
#include <smalti/ops/RandomCrop.hpp>
#include <smalti/ops/RandomEqualize.hpp>
#include <smalti/ops/RandomErasing.hpp>
#include <smalti/ops/RandomGrayscale.hpp>
#include <smalti/ops/RandomGridShuffle.hpp>
#include <smalti/ops/RandomHSV.hpp>
#include <smalti/ops/RandomHorizontalFlip.hpp>
#include <smalti/ops/RandomInvert.hpp>
#include <smalti/ops/RandomIoUCrop.hpp>
#include <smalti/ops/RandomOrder.hpp>
#include <smalti/ops/RandomPaddingCrop.hpp>
#include <smalti/ops/RandomPerspective.hpp>
#include <smalti/ops/RandomPhotometricDistort.hpp>
#include <smalti/ops/RandomPosterize.hpp>
#include <smalti/ops/RandomQuality.hpp>
#include <smalti/ops/RandomResize.hpp>
#include <smalti/ops/RandomResizedCrop.hpp>
#include <smalti/ops/RandomRotate90.hpp>
#include <smalti/ops/RandomRotation.hpp>
#include <smalti/ops/RandomScaleAspect.hpp>
#include <smalti/ops/RandomShortestSize.hpp>
#include <smalti/ops/RandomSizedBBoxSafeCrop.hpp>
#include <smalti/ops/RandomSolarize.hpp>
#include <smalti/ops/RandomVerticalFlip.hpp>
#include <smalti/ops/RandomZoomOut.hpp>
#include <smalti/ops/Resize.hpp>
#include <smalti/ops/RichCrop.hpp>
#include <smalti/ops/ScaleJitter.hpp>
#include <smalti/ops/ScaleRange.hpp>
#include <smalti/ops/SmallObjectCopyAndPaste.hpp>
#include <smalti/ops/SmallestMaxSize.hpp>
#include <smalti/ops/TenCrop.hpp>
#include <smalti/ops/ToDtype.hpp>
#include <smalti/ops/Transpose.hpp>
#include <smalti/ops/TrivialAugmentWide.hpp>
#include <smalti/ops/Views.hpp>
#include <smalti/ops/Window.hpp>
#include <smalti/ops/ZScore.hpp>

namespace smalti {

using AllOperators = TypeList<AtLeastOneBBoxRandomCrop,
                              AugMix,
                              AutoAugment,
                              BBoxSafeRandomCrop,
                              CLAHE,
                              CenterCrop,
                              CoarseDropout,
                              ColorJitter,
                              CopyAndPaste,
                              CropNonEmptyMaskIfExists,
                              CutMix,
                              Cutout,
                              D4,
                              Downscale,
                              ElasticTransform,
                              FiveCrop,
                              GaussianBlur,
                              GaussianNoise,
                              Grayscale,
                              GridDistortion,
                              GridDropout,
                              GridMask,
                              HueSaturationValue,
                              JPEG,
                              LabelSmoothing,
                              LetterBox,
                              LinearTransformation,
                              LongestMaxSize,
                              MedianBlur,
                              MinMax,
                              MixUp,
                              Mosaic,
                              MotionBlur,
                              MultiScale,
                              Normalize,
                              OpticalDistortion,
                              Pad,
                              PadIfNeeded,
                              PercentileClip,
                              RGB,
                              RandAugment,
                              RandomAdjustSharpness,
                              RandomAffine,
                              RandomAutocontrast,
                              RandomBrightnessContrast,
                              RandomChannelPermutation,
                              RandomCrop,
                              RandomEqualize,
                              RandomErasing,
                              RandomGrayscale,
                              RandomGridShuffle,
                              RandomHSV,
                              RandomHorizontalFlip,
                              RandomInvert,
                              RandomIoUCrop,
                              RandomPaddingCrop,
                              RandomPerspective,
                              RandomPhotometricDistort,
                              RandomPosterize,
                              RandomQuality,
                              RandomResize,
                              RandomResizedCrop,
                              RandomRotate90,
                              RandomRotation,
                              RandomScaleAspect,
                              RandomShortestSize,
                              RandomSizedBBoxSafeCrop,
                              RandomSolarize,
                              RandomVerticalFlip,
                              RandomZoomOut,
                              Resize,
                              RichCrop,
                              ScaleJitter,
                              ScaleRange,
                              SmallObjectCopyAndPaste,
                              SmallestMaxSize,
                              TenCrop,
                              ToDtype,
                              Transpose,
                              TrivialAugmentWide,
                              Window,
                              ZScore>;
using AllContainers = TemplateList<Compose, RandomApply, RandomChoice, RandomOrder, Views>;

}  // namespace smalti
