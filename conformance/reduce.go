package conformance

import "slices"

// reduce returns a sublist of items, in their order, of which holds is true and of
// which no single item can be left out, as long as holds says so: it must be true of
// items themselves. It tries large parts first, from the end.
func reduce[T any](items []T, holds func([]T) bool) []T {
	for size := (len(items) + 1) / 2; size > 0 && len(items) > 0; {
		before := len(items)
		for end := len(items); end > 0; {
			begin := max(0, end-size)
			if less := slices.Concat(items[:begin], items[end:]); holds(less) {
				items = less
			}
			end = begin
		}
		if size > 1 {
			size /= 2
		} else if len(items) == before {
			break
		}
	}
	return items
}
