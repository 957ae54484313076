#pragma once

#include "app/playground/panel/panel.h"

namespace sharedfate {

/// Of the open step's code, pixels; 0: it has none, or it is not shown.
struct ListingNeed {
  float width = 0, height = 0;  ///< in its smallest letters
  float width_wanted = 0;  ///< one below the other, in letters that a class reads from the front
};
/// `width`: that there is.
ListingNeed listing_need(PanelContext& context, float width);

}  // namespace sharedfate
