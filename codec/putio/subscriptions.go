package putio

// Subscription is a feed whose links are fetched.
type Subscription struct {
	ID             ID
	URL            string
	Name           string  // a request calls it title
	DoFilters      *string // comma list; only titles with one of the words
	DontFilters    *string // comma list; no titles with one of the words
	ParentFolderID ID
	LastUpdateTime *Date
	NextUpdateTime *Date
	Paused         bool
}

var subscriptionTable = table[Subscription]{
	{name: "id", at: func(v *Subscription) any { return &v.ID }},
	{name: "url", at: func(v *Subscription) any { return &v.URL }},
	{name: "name", at: func(v *Subscription) any { return &v.Name }},
	{name: "do_filters", at: func(v *Subscription) any { return &v.DoFilters }},
	{name: "dont_filters", at: func(v *Subscription) any { return &v.DontFilters }},
	{name: "parent_folder_id", at: func(v *Subscription) any { return &v.ParentFolderID }},
	{name: "last_update_time", at: func(v *Subscription) any { return &v.LastUpdateTime }},
	{name: "next_update_time", at: func(v *Subscription) any { return &v.NextUpdateTime }},
	{name: "paused", at: func(v *Subscription) any { return &v.Paused }},
	{name: "title", as: "name", rule: NameForTitle},
}

func (v *Subscription) decode(s *scanner) { subscriptionTable.decode(s, v) }
func (v *Subscription) append(w *writer)  { subscriptionTable.append(w, v) }

// SubscriptionsCreate subscribes to a feed; the answer is its Subscription.
type SubscriptionsCreate struct {
	Title          string
	URL            string
	DoFilters      *Filters // nil: none
	DontFilters    *Filters // nil: none
	ParentFolderID *ID      // nil: the root
	Paused         *bool    // nil: false
}

var subscriptionsCreateTable = table[SubscriptionsCreate]{
	{name: "title", at: func(v *SubscriptionsCreate) any { return &v.Title }},
	{name: "url", at: func(v *SubscriptionsCreate) any { return &v.URL }},
	{name: "do_filters", at: func(v *SubscriptionsCreate) any { return &v.DoFilters }, opt: true, when: func(v *SubscriptionsCreate) bool { return v.DoFilters != nil }},
	{name: "dont_filters", at: func(v *SubscriptionsCreate) any { return &v.DontFilters }, opt: true, when: func(v *SubscriptionsCreate) bool { return v.DontFilters != nil }},
	{name: "parent_folder_id", at: func(v *SubscriptionsCreate) any { return &v.ParentFolderID }, opt: true, when: func(v *SubscriptionsCreate) bool { return v.ParentFolderID != nil }},
	{name: "paused", at: func(v *SubscriptionsCreate) any { return &v.Paused }, opt: true, when: func(v *SubscriptionsCreate) bool { return v.Paused != nil }},
	{name: "name", as: "title", rule: NameForTitle},
}

// Method returns subscriptions.create.
func (*SubscriptionsCreate) Method() Method      { return MethodSubscriptionsCreate }
func (v *SubscriptionsCreate) decode(s *scanner) { subscriptionsCreateTable.decode(s, v) }
func (v *SubscriptionsCreate) append(w *writer)  { subscriptionsCreateTable.append(w, v) }

// SubscriptionsEdit changes what is not nil; the answer is the changed Subscription. A server may refuse
// an edit without title and url (PUTIO-098).
type SubscriptionsEdit struct {
	ID             ID
	Title          *string
	URL            *string
	DoFilters      *Filters
	DontFilters    *Filters
	ParentFolderID *ID
	Paused         *bool
}

var subscriptionsEditTable = table[SubscriptionsEdit]{
	{name: "id", at: func(v *SubscriptionsEdit) any { return &v.ID }},
	{name: "title", at: func(v *SubscriptionsEdit) any { return &v.Title }, opt: true, when: func(v *SubscriptionsEdit) bool { return v.Title != nil }},
	{name: "url", at: func(v *SubscriptionsEdit) any { return &v.URL }, opt: true, when: func(v *SubscriptionsEdit) bool { return v.URL != nil }},
	{name: "do_filters", at: func(v *SubscriptionsEdit) any { return &v.DoFilters }, opt: true, when: func(v *SubscriptionsEdit) bool { return v.DoFilters != nil }},
	{name: "dont_filters", at: func(v *SubscriptionsEdit) any { return &v.DontFilters }, opt: true, when: func(v *SubscriptionsEdit) bool { return v.DontFilters != nil }},
	{name: "parent_folder_id", at: func(v *SubscriptionsEdit) any { return &v.ParentFolderID }, opt: true, when: func(v *SubscriptionsEdit) bool { return v.ParentFolderID != nil }},
	{name: "paused", at: func(v *SubscriptionsEdit) any { return &v.Paused }, opt: true, when: func(v *SubscriptionsEdit) bool { return v.Paused != nil }},
	{name: "name", as: "title", rule: NameForTitle},
}

// Method returns subscriptions.edit.
func (*SubscriptionsEdit) Method() Method      { return MethodSubscriptionsEdit }
func (v *SubscriptionsEdit) decode(s *scanner) { subscriptionsEditTable.decode(s, v) }
func (v *SubscriptionsEdit) append(w *writer)  { subscriptionsEditTable.append(w, v) }

// SubscriptionsDelete ends a subscription; the answer is an empty list.
type SubscriptionsDelete struct{ ID ID }

var subscriptionsDeleteTable = table[SubscriptionsDelete]{
	{name: "id", at: func(v *SubscriptionsDelete) any { return &v.ID }},
}

// Method returns subscriptions.delete.
func (*SubscriptionsDelete) Method() Method      { return MethodSubscriptionsDelete }
func (v *SubscriptionsDelete) decode(s *scanner) { subscriptionsDeleteTable.decode(s, v) }
func (v *SubscriptionsDelete) append(w *writer)  { subscriptionsDeleteTable.append(w, v) }

// SubscriptionsPause turns paused into its opposite; the answer is the changed Subscription.
type SubscriptionsPause struct{ ID ID }

var subscriptionsPauseTable = table[SubscriptionsPause]{
	{name: "id", at: func(v *SubscriptionsPause) any { return &v.ID }},
}

// Method returns subscriptions.pause.
func (*SubscriptionsPause) Method() Method      { return MethodSubscriptionsPause }
func (v *SubscriptionsPause) decode(s *scanner) { subscriptionsPauseTable.decode(s, v) }
func (v *SubscriptionsPause) append(w *writer)  { subscriptionsPauseTable.append(w, v) }

// SubscriptionsInfo asks for one Subscription.
type SubscriptionsInfo struct{ ID ID }

var subscriptionsInfoTable = table[SubscriptionsInfo]{
	{name: "id", at: func(v *SubscriptionsInfo) any { return &v.ID }},
}

// Method returns subscriptions.info.
func (*SubscriptionsInfo) Method() Method      { return MethodSubscriptionsInfo }
func (v *SubscriptionsInfo) decode(s *scanner) { subscriptionsInfoTable.decode(s, v) }
func (v *SubscriptionsInfo) append(w *writer)  { subscriptionsInfoTable.append(w, v) }

// SubscriptionsList asks for all [Subscriptions].
type SubscriptionsList struct{}

// Method returns subscriptions.list.
func (*SubscriptionsList) Method() Method      { return MethodSubscriptionsList }
func (v *SubscriptionsList) decode(s *scanner) { table[SubscriptionsList](nil).decode(s, v) }
func (v *SubscriptionsList) append(w *writer)  { table[SubscriptionsList](nil).append(w, v) }
