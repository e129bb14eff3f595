// The icons that a saved view can have.
import Bookmark from "lucide-react/dist/esm/icons/bookmark.mjs";
import Clock from "lucide-react/dist/esm/icons/clock.mjs";
import Filter from "lucide-react/dist/esm/icons/list-filter.mjs";
import Flag from "lucide-react/dist/esm/icons/flag.mjs";
import Heart from "lucide-react/dist/esm/icons/heart.mjs";
import LifeBuoy from "lucide-react/dist/esm/icons/life-buoy.mjs";
import ShoppingCart from "lucide-react/dist/esm/icons/shopping-cart.mjs";
import Star from "lucide-react/dist/esm/icons/star.mjs";
import Users from "lucide-react/dist/esm/icons/users-round.mjs";
import Zap from "lucide-react/dist/esm/icons/zap.mjs";

const ICONS = {
  filter: Filter, star: Star, flag: Flag, bookmark: Bookmark, clock: Clock, zap: Zap,
  users: Users, heart: Heart, "shopping-cart": ShoppingCart, "life-buoy": LifeBuoy,
};

export function ViewIcon({ name }) {
  const Icon = ICONS[name] ?? Filter;
  return <Icon className="icon" aria-hidden="true" />;
}
