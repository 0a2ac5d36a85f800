//! The one table of codes: name, status, and words in both languages.

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// zh-CN, the default.
    #[default]
    Chinese,
    /// en.
    English,
}

impl Language {
    /// Reads `Accept-Language`: English only where it is preferred over Chinese.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (Self::Chinese, 0_u32);
        for part in header.split(',') {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
            let language = match tag.split('-').next() {
                Some("en") => Self::English,
                Some("zh") => Self::Chinese,
                _ => continue,
            };
            let weight = pieces
                .find_map(|piece| piece.trim().strip_prefix("q="))
                .map_or(1000, |q| per_mille(q).unwrap_or(0));
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }
}

/// `0.8` → 800; quality values have at most three places.
fn per_mille(q: &str) -> Option<u32> {
    let (whole, places) = q.split_once('.').unwrap_or((q, ""));
    let places: u32 = format!("{places:0<3}").get(..3)?.parse().ok()?;
    Some(whole.parse::<u32>().ok()?.min(1) * 1000 + places)
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $code:literal $status:literal { $zh:literal, $zh_advice:literal, $en:literal, $en_advice:literal })*) => {
        /// Every code the program answers with. Stable: front ends and tills rely on the names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $( #[doc = $en] $name, )* }

        impl Code {
            /// All codes, for the documentation and its test.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable snake_case name.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The code of that name, for answers that were recorded.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($code => Some(Self::$name),)* _ => None }
            }

            /// The HTTP status.
            #[must_use]
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// Short title in the caller's language.
            #[must_use]
            pub fn title(self, language: Language) -> &'static str {
                match (self, language) { $(
                    (Self::$name, Language::Chinese) => $zh,
                    (Self::$name, Language::English) => $en,
                )* }
            }

            /// What the caller should do, in the caller's language.
            #[must_use]
            pub fn advice(self, language: Language) -> &'static str {
                match (self, language) { $(
                    (Self::$name, Language::Chinese) => $zh_advice,
                    (Self::$name, Language::English) => $en_advice,
                )* }
            }
        }
    };
}

codes! {
    BadRequest "bad_request" 400 { "请求有误", "请检查请求格式。", "Bad request", "Check the form of the request." }
    MalformedJson "malformed_json" 400 { "JSON 格式错误", "请求体不是有效的 JSON，请检查。", "Malformed JSON", "The body is not valid JSON in UTF-8; mend it and send it again." }
    IdempotencyKeyRequired "idempotency_key_required" 400 { "缺少幂等键", "请在 Idempotency-Key 头中提供 1–255 个可见 ASCII 字符。", "Idempotency key required", "Send an Idempotency-Key header of 1 to 255 visible ASCII characters, a new one for each intention." }
    NotLoggedIn "not_logged_in" 401 { "未登录", "请登录后重试。", "Not logged in", "Log in and send the access token as a Bearer token." }
    TokenExpired "token_expired" 401 { "登录已过期", "请刷新令牌或重新登录。", "Access token expired", "Refresh the session, or log in again." }
    BadCredentials "bad_credentials" 401 { "用户名或密码错误", "请检查后重试。", "Wrong user name or password", "Check the user name, the password and, where set up, the one-time code." }
    OtpRequired "otp_required" 401 { "需要动态验证码", "请输入动态验证码。", "One-time code required", "Send the six digits of the authenticator as otp." }
    RefreshTokenInvalid "refresh_token_invalid" 401 { "刷新令牌无效", "请重新登录。", "Refresh token not valid", "Log in again." }
    Forbidden "forbidden" 403 { "无权操作", "您的角色不能执行此操作。", "Not allowed", "Your role may not do this." }
    OtpEnrollmentRequired "otp_enrollment_required" 403 { "需要设置动态验证码", "您的角色必须先绑定动态验证码。", "One-time code not set up", "Your role needs a one-time code: set one up first." }
    ProofRequired "proof_required" 403 { "需要再次验证身份", "请再次输入密码和动态验证码（POST /auth/prove），然后重试。", "Prove once more who you are", "Send your password, and your one-time code where you have one, to POST /auth/prove; then send this again." }
    OriginRefused "origin_refused" 403 { "来源不被允许", "请从本站页面操作。", "Origin refused", "Use the pages of this server." }
    ApiKeyRefused "api_key_refused" 403 { "api_key 无效", "请检查 api_key；如已停用，请重新申请。", "api_key refused", "Send a valid api_key that was not revoked and may do this." }
    NotFound "not_found" 404 { "未找到", "没有此内容，或您无权查看。", "Not found", "There is no such thing, or it is not yours to see." }
    MethodNotAllowed "method_not_allowed" 405 { "方法不允许", "此地址不支持该方法。", "Method not allowed", "This address does not know that method." }
    RequestTimeout "request_timeout" 408 { "请求超时", "请检查网络后重试。", "The request took too long", "Check the line and send it again." }
    PhoneTaken "phone_taken" 409 { "手机号已注册", "请直接登录或更换手机号。", "Phone already registered", "Log in with it, or use another phone." }
    UsernameTaken "username_taken" 409 { "用户名已占用", "请换一个用户名。", "User name taken", "Choose another user name." }
    OtpUnreadable "otp_unreadable" 409 { "动态验证码无法校验", "请联系管理员重置您的动态验证码。", "The one-time code cannot be checked", "Ask an admin to reset your one-time code, then set up a new one." }
    LastAdmin "last_admin" 409 { "最后一个管理员", "请先添加另一位管理员。", "The last admin", "Add another admin first." }
    NameTaken "name_taken" 409 { "名称已存在", "请换一个名称。", "Name taken", "Choose another name." }
    InvalidTransition "invalid_transition" 409 { "当前状态不允许此操作", "请刷新后按当前状态操作。", "The present state does not allow this step", "Look at the present state and choose a step that it allows." }
    AlreadyRated "already_rated" 409 { "已评价", "每个案卷只能评价一次。", "Already rated", "A report is rated once." }
    AlreadyDecided "already_decided" 409 { "已处理", "该线索已有结论。", "Decided already", "Each finding is decided once." }
    AlreadySuspended "already_suspended" 409 { "已有暂停记录", "该居民的暂停尚未结束，请先解除。", "Suspended already", "Lift the suspension that is running or ahead first." }
    SuspensionEnded "suspension_ended" 409 { "暂停已结束", "该暂停已结束或已解除。", "The suspension has ended", "There is nothing left to lift." }
    NotSuspended "not_suspended" 409 { "未被暂停", "您没有可申诉的暂停。", "Not suspended", "There is no suspension to appeal against." }
    AlreadyAppealed "already_appealed" 409 { "已申诉", "每次暂停只能申诉一次。", "Appealed already", "Each suspension is appealed against once." }
    AlreadyAnswered "already_answered" 409 { "申诉已答复", "该申诉已有答复。", "Answered already", "Each appeal is answered once." }
    NotSolvedTooLate "not_solved_too_late" 409 { "已过反馈期限", "反馈期限已过，请重新上报。", "Too late to say that it is not solved", "Report it anew." }
    NotSolvedTooOften "not_solved_too_often" 409 { "反馈次数已用完", "请联系调度中心。", "Said as often as it can be", "Call the dispatch center." }
    AnotherPersonNeeded "another_person_needed" 409 { "需由他人办理", "核实、定级、确认定级与复核须由不同人员办理，请由其他人员办理。", "Another person is needed", "Who took the step before it does not take this one: verifying, grading, confirming and checking a grade." }
    AlreadyChecked "already_checked" 409 { "已复查", "该案卷在本次回头看中已复查。", "Checked already", "Each case of a sample is checked once." }
    OwnReport "own_report" 409 { "这是您自己的上报", "不能加入自己的上报。", "My own report", "It is yours already; there is nothing to join." }
    ReportEnded "report_ended" 409 { "案卷已办结", "请另行上报。", "The report has ended", "File a report of your own." }
    ReportShared "report_shared" 409 { "他人也上报了此问题", "他人的上报已并入此案卷，不能撤回；如已解决，请联系调度中心。", "Others reported this too", "Their reports were merged into this one, so it is not taken back; call the dispatch center if it is solved." }
    MergeStands "merge_stands" 409 { "合并不能撤销", "其中一个案卷曾经结案，金豆已按合并后的案卷发放；如确属另一问题，请让上报人重新上报。", "The merge stands", "One of the two was closed, and its closing paid by the merge: have the other problem reported anew." }
    TooManyJoined "too_many_joined" 409 { "关注的案卷过多", "请先退出一些案卷。", "Too many reports joined", "Leave some of them first." }
    PhotoInUse "photo_in_use" 409 { "照片已被使用", "请重新上传照片。", "Photo already used", "Upload the photo again for another report." }
    TooManyLoosePhotos "too_many_loose_photos" 409 { "未使用的照片过多", "请先用已上传的照片提交上报，或等待系统清理。", "Too many unused photos", "Put the uploaded photos on a report first; unused ones are cleared away after a day." }
    LimitPassed "limit_passed" 409 { "已超过时限", "延期须在时限届满前申请。", "The limit has passed", "More time is asked for before the limit, not after it." }
    AlreadySigned "already_signed" 409 { "已签收", "案卷已签收。", "Signed for already", "The unit has signed for this report." }
    NotAsked "not_asked" 409 { "没有待答复的问题", "现在没有向您提出的问题，或您已答复。", "Nothing is asked", "Nothing is asked of you now, or you have answered." }
    AnswerTooLate "answer_too_late" 409 { "答复期限已过", "答复期限已过，案卷已继续办理。", "Too late for an answer", "The time for an answer is over; work goes on without it." }
    RequestDecided "request_decided" 409 { "申请已处理", "请刷新后查看结果。", "The request is decided", "Look at what became of it." }
    RequestOutdated "request_outdated" 409 { "申请已过时", "申请的时间已过，请退回申请。", "The request is overtaken", "The instant that it names has passed; refuse it, and have it asked anew." }
    AlreadyPaused "already_paused" 409 { "计时已暂停", "案卷正在等待答复或已挂账，请先恢复计时。", "The clocks stand still already", "The report waits for an answer or is suspended; let its clocks go on first." }
    NotPaused "not_paused" 409 { "计时未暂停", "案卷没有暂停计时。", "The clocks do not stand still", "The report is neither suspended nor waiting for an answer." }
    RequestPending "request_pending" 409 { "已有待审批的申请", "请等待调度中心审批。", "A request waits already", "Wait for the dispatch center to decide the request that is there." }
    CategoryInactive "category_inactive" 409 { "类别已停用", "请选择其他类别。", "Category not in use", "Choose another category." }
    TooManyAccountCodes "too_many_account_codes" 409 { "授权码过多", "请先撤销不再使用的授权码。", "Too many account codes", "Revoke those that are no longer used first." }
    RequestSettled "request_settled" 409 { "该请求已处理", "该请求已定位或已退回，请刷新。", "The request is settled", "It was placed or refused already; look at the list again." }
    UnitInactive "unit_inactive" 409 { "责任单位已停用", "请选择其他单位。", "Unit not in use", "Choose another unit." }
    ShopInactive "shop_inactive" 409 { "商户已停用", "该商户暂不能兑换，请联系管理员。", "Shop not active", "This shop cannot redeem at present; ask the district." }
    InsufficientBeans "insufficient_beans" 409 { "金豆不足", "请减少金额。", "Not enough beans", "Ask for fewer beans." }
    PayCodeUnknown "pay_code_unknown" 409 { "付款码无效", "请让居民刷新付款码后重试。", "Pay code unknown", "Ask the resident to show a new pay code." }
    PayCodeUsed "pay_code_used" 409 { "付款码已使用", "请让居民刷新付款码。", "Pay code already used", "Ask the resident to show a new pay code." }
    PayCodeExpired "pay_code_expired" 409 { "付款码已过期", "请让居民刷新付款码。", "Pay code expired", "Ask the resident to show a new pay code." }
    PayCodeVoided "pay_code_voided" 409 { "付款码已作废", "居民已生成新的付款码，请扫描新码。", "Pay code voided", "A newer pay code exists; scan that one." }
    RefundExceedsRedemption "refund_exceeds_redemption" 409 { "退豆超过可退数量", "请减少退豆数量。", "Refund above what is left", "Refund no more than what is left of the redemption." }
    RefundPinRequired "refund_pin_required" 403 { "退豆需要口令", "请输入店长设置的退豆口令。", "A refund asks for a PIN", "Ask the manager for the shop's refund PIN and send it with the refund." }
    RefundPinWrong "refund_pin_wrong" 403 { "退豆口令不对", "请核对后再输入，多次错误会暂时锁定。", "Wrong refund PIN", "Check it and try again; too many wrong ones lock refunds for a while." }
    ShopHoldsTooLittle "shop_holds_too_little" 409 { "商户账户余额不足", "该商户的金豆已结算，不能退回这么多。", "The shop holds too little", "The shop's beans were settled; it cannot give back this many." }
    SettlementExceedsOwed "settlement_exceeds_owed" 409 { "结算超过应付", "请不要超过应付商户的数量。", "Settlement above what is owed", "Settle no more than the shop is owed." }
    CampaignOverlap "campaign_overlap" 409 { "活动日期重叠", "同一天只能有一个活动，请调整日期。", "Campaigns overlap", "One campaign a day: choose dates that no other campaign covers." }
    RuleInPast "rule_in_past" 409 { "规则生效日期已过", "活动启用后，新规则只能从今天或以后生效。", "Rule in the past", "Once a campaign was activated, a new rule version takes effect today or later." }
    RuleDateTaken "rule_date_taken" 409 { "该日期已有规则", "规则一经发布不可修改，请另选生效日期。", "A rule version takes effect on that date already", "Rule versions are never edited; choose another date." }
    CampaignState "campaign_state" 409 { "活动状态不允许此操作", "请刷新后按当前状态操作。", "The campaign's state does not allow this", "Look at the campaign's present state." }
    CampaignWithoutRules "campaign_without_rules" 409 { "活动没有规则", "请先添加规则版本。", "Campaign without rules", "Add a rule version first." }
    IdempotencyInProgress "idempotency_in_progress" 409 { "请求正在处理", "相同的请求正在处理，请稍后重试。", "The same request is being worked on", "Wait a moment and send it again with the same key." }
    BodyTooLarge "body_too_large" 413 { "请求体过大", "请减小请求体。", "Body too large", "Send less." }
    PhotoTooLarge "photo_too_large" 413 { "照片过大", "照片不能超过 10 MiB。", "Photo too large", "A photo may have 10 MiB at most." }
    UnsupportedMediaType "unsupported_media_type" 415 { "不支持的媒体类型", "请使用接口文档规定的类型。", "Unsupported media type", "Use the media type that the API document names." }
    PhotoFormatUnsupported "photo_format_unsupported" 415 { "不支持的照片格式", "请上传 JPEG、PNG 或 WebP 照片。", "Photo format not supported", "Upload a JPEG, PNG or WebP photo." }
    PhotoHeicUnsupported "photo_heic_unsupported" 415 { "不支持 HEIC 照片", "请在手机设置中选择“兼容性最佳”，或转换为 JPEG。", "HEIC is not supported", "Set the camera to JPEG (most compatible), or convert the photo." }
    PhotoAnimatedUnsupported "photo_animated_unsupported" 415 { "不支持动态图片", "请上传静态照片。", "Moving pictures are not taken", "Upload a still photo." }
    ValidationFailed "validation_failed" 422 { "内容有误", "请按 errors 修改后重试。", "Some values are wrong", "Mend the fields named in errors and send it again." }
    PhotoBroken "photo_broken" 422 { "照片已损坏", "请重新拍摄或选择其他照片。", "Photo broken", "Take or choose another photo." }
    PhotoEmpty "photo_empty" 422 { "照片为空", "请重新选择照片。", "Photo empty", "Choose the photo again and send it once more." }
    PhotoTooMuchMemory "photo_too_much_memory" 422 { "照片无法处理", "请将照片另存为普通 JPEG 后重试。", "Photo takes too much memory", "Save it as an ordinary JPEG and send it again." }
    PhotoTooManyPixels "photo_too_many_pixels" 422 { "照片像素过大", "照片不能超过 5000 万像素。", "Photo has too many pixels", "A photo may have 50 megapixels at most." }
    IdempotencyKeyReused "idempotency_key_reused" 422 { "幂等键被重复使用", "相同的键只能用于相同的请求，请换一个新键。", "Idempotency key reused", "The key belongs to another request; use a new one." }
    TooManyRequests "too_many_requests" 429 { "请求过于频繁", "请稍后再试。", "Too many requests", "Wait as long as Retry-After says." }
    AccountLocked "account_locked" 429 { "账号已锁定", "密码错误次数过多，请稍后再试。", "Account locked", "Too many wrong passwords; wait as long as Retry-After says." }
    Internal "internal" 500 { "服务器内部错误", "请稍后重试；如仍失败，请提供 request_id。", "Internal error", "Try again later; if it stays, report the request_id." }
    DatabaseUnavailable "database_unavailable" 503 { "数据库暂不可用", "请稍后用相同的幂等键重试。", "Database away", "Try again shortly, with the same idempotency key." }
    LedgerBusy "ledger_busy" 503 { "账本繁忙", "请稍后用相同的幂等键重试。", "Ledger busy", "Try again shortly, with the same idempotency key." }
    TooManyExports "too_many_exports" 503 { "导出过多", "其他导出正在进行，请稍后重试。", "Too many exports", "Others are under way: try again shortly." }
    TooManyStreams "too_many_streams" 503 { "打开的页面过多", "请稍后重试。", "Too many open pages", "Try again shortly." }
    PhotoStoreUnavailable "photo_store_unavailable" 503 { "照片存储暂不可用", "请稍后重试。", "Photo store away", "Try again shortly." }
    PhotoStoreFull "photo_store_full" 503 { "照片存储空间不足", "请稍后重试，并通知管理员。", "Photo store full", "Tell the administrator, and try again later." }
    PhotoRoomBusy "photo_room_busy" 503 { "照片处理繁忙", "请稍后重试。", "Too many photos at once", "Try again shortly." }
}

impl Code {
    /// Seconds a caller should wait before trying again, for codes where that is known without context.
    #[must_use]
    pub fn retry_after_s(self) -> Option<u32> {
        match self {
            Self::DatabaseUnavailable
            | Self::TooManyStreams
            | Self::TooManyExports
            | Self::PhotoStoreUnavailable
            | Self::PhotoRoomBusy => Some(2),
            Self::PhotoStoreFull => Some(60),
            Self::LedgerBusy | Self::IdempotencyInProgress => Some(1),
            _ => None,
        }
    }
}
