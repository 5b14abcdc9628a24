package putio

import (
	"net/url"
	"slices"
	"time"

	wire "enginespec/codec/putio"
)

// subscription is a feed that is read at an interval.
type subscription struct {
	ID     wire.ID   `json:"id"`
	URL    string    `json:"url"`
	Name   string    `json:"name"`
	Do     string    `json:"do,omitempty"`
	Dont   string    `json:"dont,omitempty"`
	Parent wire.ID   `json:"parent,omitempty"`
	Last   time.Time `json:"last,omitzero"`
	Next   time.Time `json:"next"`
	Paused bool      `json:"paused,omitempty"`
	Seen   []string  `json:"seen,omitempty"` // digests of entries that were taken or left, oldest first
}

func (s *subscription) wire() wire.Subscription {
	do, dont := s.Do, s.Dont
	w := wire.Subscription{
		ID: s.ID, URL: s.URL, Name: s.Name, DoFilters: &do, DontFilters: &dont,
		ParentFolderID: s.Parent, NextUpdateTime: &wire.Date{Time: s.Next}, Paused: s.Paused,
	}
	if !s.Last.IsZero() {
		w.LastUpdateTime = &wire.Date{Time: s.Last}
	}
	return w
}

func (s *subscription) check(st *state) error {
	u, err := url.Parse(s.URL)
	switch {
	case s.Name == "":
		return refuse("The title is empty.")
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || len(s.URL) > linkLimit:
		return refuse("The url is not that of a feed: expected http or https.")
	}
	_, err = st.folder(s.Parent)
	return err
}

// find returns the index of a subscription.
func (s *state) subscription(id wire.ID) (int, error) {
	i := slices.IndexFunc(s.Subscriptions, func(x *subscription) bool { return x.ID == id })
	if i < 0 {
		return 0, refuse("There is no subscription %d.", id)
	}
	return i, nil
}

func (c *call) subscriptionsList() (wire.Results, error) {
	list := wire.Subscriptions{}
	for _, s := range c.a.view().Subscriptions {
		list = append(list, s.wire())
	}
	return &list, nil
}

func (c *call) subscriptionsCreate(p *wire.SubscriptionsCreate) (wire.Results, error) {
	sub := &subscription{Name: p.Title, URL: p.URL, Next: c.s.o.Clock.Now()}
	set(&sub.Parent, p.ParentFolderID)
	set(&sub.Paused, p.Paused)
	set(&sub.Do, (*string)(p.DoFilters))
	set(&sub.Dont, (*string)(p.DontFilters))
	err := c.a.update(func(st *state) error {
		if len(st.Subscriptions) >= c.s.o.MaxSubscriptions {
			return refuse("There are too many subscriptions: at most %d.", c.s.o.MaxSubscriptions)
		}
		if err := sub.check(st); err != nil {
			return err
		}
		sub.ID = c.a.newID(st)
		st.Subscriptions = append(st.Subscriptions, sub)
		return nil
	})
	return c.subscribed(sub, err)
}

// set takes an argument that was given.
func set[T any](dst, src *T) {
	if src != nil {
		*dst = *src
	}
}

// subscribed answers with one subscription, and has its feed looked at if it is due.
func (c *call) subscribed(sub *subscription, err error) (wire.Results, error) {
	if err != nil {
		return nil, err
	}
	c.s.feeds.stir()
	return &wire.Subscriptions{sub.wire()}, nil
}

// editSubscription changes a copy of a subscription as one step.
func (a *account) editSubscription(id wire.ID, fn func(st *state, s *subscription) error) (*subscription, error) {
	var sub *subscription
	err := a.update(func(st *state) error {
		i, err := st.subscription(id)
		if err != nil {
			return err
		}
		c := *st.Subscriptions[i]
		if err := fn(st, &c); err != nil {
			return err
		}
		sub, st.Subscriptions[i] = &c, &c
		return nil
	})
	return sub, err
}

func (c *call) subscriptionsEdit(p *wire.SubscriptionsEdit) (wire.Results, error) {
	return c.subscribed(c.a.editSubscription(p.ID, func(st *state, s *subscription) error {
		if p.URL != nil && *p.URL != s.URL {
			s.Seen, s.Next = nil, c.s.o.Clock.Now()
		}
		set(&s.Name, p.Title)
		set(&s.URL, p.URL)
		set(&s.Do, (*string)(p.DoFilters))
		set(&s.Dont, (*string)(p.DontFilters))
		parent := s.Parent
		if set(&s.Parent, p.ParentFolderID); s.Parent == parent {
			s.Parent = 0 // its folder may be gone, which is not this call's matter
			err := s.check(st)
			s.Parent = parent
			set(&s.Paused, p.Paused)
			return err
		}
		set(&s.Paused, p.Paused)
		return s.check(st)
	}))
}

func (c *call) subscriptionsPause(p *wire.SubscriptionsPause) (wire.Results, error) {
	return c.subscribed(c.a.editSubscription(p.ID, func(_ *state, s *subscription) error {
		s.Paused = !s.Paused
		return nil
	}))
}

func (c *call) subscriptionsInfo(p *wire.SubscriptionsInfo) (wire.Results, error) {
	st := c.a.view()
	i, err := st.subscription(p.ID)
	if err != nil {
		return nil, err
	}
	return &wire.Subscriptions{st.Subscriptions[i].wire()}, nil
}

func (c *call) subscriptionsDelete(p *wire.SubscriptionsDelete) (wire.Results, error) {
	err := c.a.update(func(st *state) error {
		i, err := st.subscription(p.ID)
		if err == nil {
			st.Subscriptions = slices.Delete(st.Subscriptions, i, i+1)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return new(wire.Subscriptions), nil
}
