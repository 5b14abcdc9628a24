package putio

// User is an account as user.info shows it. Quotas are in bytes. Bandwidth that is
// available may exceed its quota, for it may carry over (PUTIO-102).
type User struct {
	Name               string
	FriendsCount       Count
	BWAvailLastMonth   Size
	BWQuota            Size
	BWQuotaAvailable   Size
	DiskQuota          Size
	DiskQuotaAvailable Size
	SharedItems        Count
	SharedSpace        Count // bytes
}

var userTable = table[User]{
	{name: "name", at: func(v *User) any { return &v.Name }},
	{name: "friends_count", at: func(v *User) any { return &v.FriendsCount }},
	{name: "bw_avail_last_month", at: func(v *User) any { return &v.BWAvailLastMonth }},
	{name: "shared_space", at: func(v *User) any { return &v.SharedSpace }},
	{name: "shared_items", at: func(v *User) any { return &v.SharedItems }},
	{name: "bw_quota", at: func(v *User) any { return &v.BWQuota }},
	{name: "bw_quota_available", at: func(v *User) any { return &v.BWQuotaAvailable }},
	{name: "disk_quota", at: func(v *User) any { return &v.DiskQuota }},
	{name: "disk_quota_available", at: func(v *User) any { return &v.DiskQuotaAvailable }},
}

func (v *User) decode(s *scanner) { userTable.decode(s, v) }
func (v *User) append(w *writer)  { userTable.append(w, v) }

// Friend is a user who shares items with the caller.
type Friend struct {
	ID    ID
	Name  string
	DirID ID // parent_id that lists what the friend shares (PUTIO-103)
}

var friendTable = table[Friend]{
	{name: "dir_id", at: func(v *Friend) any { return &v.DirID }},
	{name: "id", at: func(v *Friend) any { return &v.ID }},
	{name: "name", at: func(v *Friend) any { return &v.Name }},
}

func (v *Friend) decode(s *scanner) { friendTable.decode(s, v) }
func (v *Friend) append(w *writer)  { friendTable.append(w, v) }

// Token is the answer of user.acctoken: the user access token of stream URLs, 40
// lower-case hex digits. It opens the user's files to whoever has it.
type Token struct{ Token string }

var tokenTable = table[Token]{
	{name: "token", at: func(v *Token) any { return &v.Token }},
}

// Total returns 1.
func (v *Token) Total() int64      { return 1 }
func (v *Token) decode(s *scanner) { single(s, tokenTable, v) }
func (v *Token) append(w *writer)  { tokenTable.append(w, v) }

// UserInfo asks for the caller's [User], in a list of one.
type UserInfo struct{}

// Method returns user.info.
func (*UserInfo) Method() Method      { return MethodUserInfo }
func (v *UserInfo) decode(s *scanner) { table[UserInfo](nil).decode(s, v) }
func (v *UserInfo) append(w *writer)  { table[UserInfo](nil).append(w, v) }

// UserFriends asks for the caller's [Friends].
type UserFriends struct{}

// Method returns user.friends.
func (*UserFriends) Method() Method      { return MethodUserFriends }
func (v *UserFriends) decode(s *scanner) { table[UserFriends](nil).decode(s, v) }
func (v *UserFriends) append(w *writer)  { table[UserFriends](nil).append(w, v) }

// UserAcctoken asks for the caller's [Token].
type UserAcctoken struct{}

// Method returns user.acctoken.
func (*UserAcctoken) Method() Method      { return MethodUserAcctoken }
func (v *UserAcctoken) decode(s *scanner) { table[UserAcctoken](nil).decode(s, v) }
func (v *UserAcctoken) append(w *writer)  { table[UserAcctoken](nil).append(w, v) }
