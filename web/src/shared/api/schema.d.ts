export interface paths {
    "/api/v1/residents": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path?: never; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["Registration"] } };
            responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Created"] } } };
        };
    };
    "/api/v1/auth/login": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: { "X-Session-Cookie"?: string }; path?: never; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["LoginRequest"] } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["LoginAnswer"] } } };
        };
    };
    "/api/v1/auth/refresh": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: { "X-Session-Cookie"?: string }; path?: never; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["RefreshRequest"] } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["LoginAnswer"] } } };
        };
    };
    "/api/v1/auth/logout": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: { "X-Session-Cookie"?: string }; path?: never; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["RefreshRequest"] } };
            responses: { 204: { headers: { [name: string]: unknown }; content?: never } };
        };
    };
    "/api/v1/me": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: never; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Me"] } } };
        };
    };
    "/api/v1/users": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["User"][]; next_cursor?: string | null } } } };
        };
        post: {
            parameters: { query?: never; header?: never; path?: never; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["NewUser"] } };
            responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Created"] } } };
        };
    };
    "/api/v1/users/{id}": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        patch: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["UserChange"] } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["User"] } } };
        };
    };
    "/api/v1/reports": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["ReportSummary"][]; next_cursor?: string | null } } } };
        };
        post: {
            parameters: { query?: never; header: { "Idempotency-Key": string }; path?: never; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["NewReport"] } };
            responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Filed"] } } };
        };
    };
    "/api/v1/reports/{id}": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReportDetail"] } } };
        };
    };
    "/api/v1/reports/{id}/withdraw": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReportDetail"] } } };
        };
    };
    "/api/v1/reports/{id}/rating": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { stars: number; comment?: string | null } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReportDetail"] } } };
        };
    };
    "/api/v1/categories": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: never; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["CategoryGroup"][] } } } };
        };
    };
    "/api/v1/dispatch/reports": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string; status?: string; group?: string; category?: string; unit_id?: string; overdue?: boolean; q?: string; from?: string; to?: string; bbox?: string }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["ReportSummary"][]; next_cursor?: string | null } } } };
        };
    };
    "/api/v1/dispatch/reports/{id}": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReportDetail"] } } };
        };
    };
    "/api/v1/dispatch/reports/{id}/accept": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { category?: string | null } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReportDetail"] } } };
        };
    };
    "/api/v1/dispatch/reports/{id}/reject": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { reason: string } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReportDetail"] } } };
        };
    };
    "/api/v1/dispatch/reports/{id}/merge": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { into: string } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReportDetail"] } } };
        };
    };
    "/api/v1/dispatch/reports/{id}/assign": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { unit_id: string; due_at?: string | null } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReportDetail"] } } };
        };
    };
    "/api/v1/dispatch/reports/{id}/verify": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { passed: boolean; comment: string } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReportDetail"] } } };
        };
    };
    "/api/v1/dispatch/reports/{id}/close": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header: { "Idempotency-Key": string }; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { tier: components["schemas"]["Tier"]; comment?: string | null } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Closing"] } } };
        };
    };
    "/api/v1/dispatch/reports/{id}/reopen": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header: { "Idempotency-Key": string }; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { reason: string } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReportDetail"] } } };
        };
    };
    "/api/v1/unit/reports": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string; status?: string; overdue?: boolean }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["ReportSummary"][]; next_cursor?: string | null } } } };
        };
    };
    "/api/v1/unit/reports/{id}": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReportDetail"] } } };
        };
    };
    "/api/v1/unit/reports/{id}/start": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReportDetail"] } } };
        };
    };
    "/api/v1/unit/reports/{id}/resolve": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { comment: string; photo_ids: string[] } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReportDetail"] } } };
        };
    };
    "/api/v1/unit/reports/{id}/return": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { reason: string } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReportDetail"] } } };
        };
    };
    "/api/v1/unit/reports/{id}/extend": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { until: string; reason: string } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReportDetail"] } } };
        };
    };
    "/api/v1/wallet": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: never; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Wallet"] } } };
        };
    };
    "/api/v1/wallet/entries": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["WalletEntry"][]; next_cursor?: string | null } } } };
        };
    };
    "/api/v1/wallet/pay-code": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PayCode"] } } };
        };
    };
    "/api/v1/checkout/redemptions": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string; date?: string; order_no?: string }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["Redemption"][]; next_cursor?: string | null } } } };
        };
        post: {
            parameters: { query?: never; header: { "Idempotency-Key": string }; path?: never; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["NewRedemption"] } };
            responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Redemption"] } } };
        };
    };
    "/api/v1/checkout/redemptions/{id}/refunds": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header: { "Idempotency-Key": string }; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["NewRefund"] } };
            responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Refund"] } } };
        };
    };
    "/api/v1/checkout/summary": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { date?: string }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TillSummary"] } } };
        };
    };
    "/api/v1/campaigns": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["Campaign"][]; next_cursor?: string | null } } } };
        };
        post: {
            parameters: { query?: never; header?: never; path?: never; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["NewCampaign"] } };
            responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Created"] } } };
        };
    };
    "/api/v1/campaigns/{id}": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Campaign"] } } };
        };
    };
    "/api/v1/campaigns/{id}/rules": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["NewRule"] } };
            responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": { version: number } } } };
        };
    };
    "/api/v1/campaigns/{id}/fund": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header: { "Idempotency-Key": string }; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["Funding"] } };
            responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": { seq: number } } } };
        };
    };
    "/api/v1/campaigns/{id}/activate": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Campaign"] } } };
        };
    };
    "/api/v1/campaigns/{id}/pause": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Campaign"] } } };
        };
    };
    "/api/v1/campaigns/{id}/end": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header: { "Idempotency-Key": string }; path: { id: string }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Campaign"] } } };
        };
    };
    "/api/v1/shops": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["Shop"][]; next_cursor?: string | null } } } };
        };
        post: {
            parameters: { query?: never; header?: never; path?: never; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["NewShop"] } };
            responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Created"] } } };
        };
    };
    "/api/v1/shops/{id}": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        patch: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["ShopChange"] } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Shop"] } } };
        };
    };
    "/api/v1/units": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["Unit"][]; next_cursor?: string | null } } } };
        };
        post: {
            parameters: { query?: never; header?: never; path?: never; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["NewUnit"] } };
            responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Created"] } } };
        };
    };
    "/api/v1/ledger/transactions": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string; kind?: string; account_id?: number; from?: string; to?: string }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["Transaction"][]; next_cursor?: string | null } } } };
        };
    };
    "/api/v1/ledger/transactions/{seq}": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: never; header?: never; path: { seq: number }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Transaction"] } } };
        };
    };
    "/api/v1/ledger/accounts": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string; kind?: string; at?: string }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["Account"][]; next_cursor?: string | null } } } };
        };
    };
    "/api/v1/ledger/verify": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Verification"] } } };
        };
    };
    "/api/v1/public/campaign": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: never; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PublicCampaign"] } } };
        };
    };
    "/api/v1/public/stats": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: never; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PublicStats"] } } };
        };
    };
}
export interface components {
    schemas: {
        Role: "resident" | "dispatcher" | "handler" | "cashier" | "finance" | "auditor" | "admin";
        Status: "submitted" | "accepted" | "assigned" | "in_progress" | "resolved" | "verified" | "closed" | "rejected" | "merged" | "withdrawn";
        Tier: "minor" | "general" | "major";
        Group: "street_order" | "municipal" | "safety";
        LoginRequest: { username: string; password: string; otp?: string | null };
        RefreshRequest: { refresh_token?: string | null };
        LoginAnswer: { access_token: string; refresh_token?: string | null; expires_in: number; role: components["schemas"]["Role"] };
        Me: { id: string; role: components["schemas"]["Role"]; username?: string | null; name?: string | null; phone?: string | null; shop?: components["schemas"]["Named"] | null; unit?: components["schemas"]["Named"] | null };
        Named: { id: string; name: string };
        Registration: { phone: string; password: string; name?: string | null };
        Created: { id: string };
        User: { id: string; role: components["schemas"]["Role"]; username?: string | null; phone?: string | null; name?: string | null; unit_id?: string | null; shop_id?: string | null; active: boolean };
        NewUser: { role: components["schemas"]["Role"]; username: string; password: string; name?: string | null; phone?: string | null; unit_id?: string | null; shop_id?: string | null };
        UserChange: { password?: string | null; name?: string | null; unit_id?: string | null; shop_id?: string | null; active?: boolean | null };
        Photo: { id: string; width: number; height: number; url: string; thumbnail_url: string };
        Location: { lat: number; lng: number; datum: "wgs84" | "gcj02"; address?: string | null };
        Category: { code: string; name: string; unit_id?: string | null; time_limit?: string | null };
        CategoryGroup: { group: components["schemas"]["Group"]; name: string; categories: components["schemas"]["Category"][] };
        NewReport: { category: string; description: string; location: components["schemas"]["Location"]; photo_ids: string[] };
        Filed: { id: string; number: string; status: components["schemas"]["Status"] };
        ReportSummary: { id: string; number: string; status: components["schemas"]["Status"]; group: components["schemas"]["Group"]; category: string; category_name: string; description: string; location: components["schemas"]["Location"]; thumbnail_url?: string | null; unit?: components["schemas"]["Named"] | null; tier?: components["schemas"]["Tier"] | null; submitted_at: string; due_at?: string | null; closed_at?: string | null; overdue: boolean };
        ReportPhoto: { id: string; url: string; thumbnail_url: string; width: number; height: number; kind: "problem" | "resolution" };
        TimelineEvent: { kind: string; at: string; from_status?: components["schemas"]["Status"] | null; to_status: components["schemas"]["Status"]; actor?: string | null; comment?: string | null; reason?: string | null };
        Award: { beans: string; tier_beans: string; limited_by?: string | null; rule_version?: number | null };
        Rating: { stars: number; comment?: string | null; at: string };
        ReportDetail: components["schemas"]["ReportSummary"] & { photos: components["schemas"]["ReportPhoto"][]; timeline: components["schemas"]["TimelineEvent"][]; award?: components["schemas"]["Award"] | null; rating?: components["schemas"]["Rating"] | null; reporter?: { name?: string | null; phone?: string | null } | null; rework_count: number };
        Closing: { report: components["schemas"]["ReportDetail"]; award: components["schemas"]["Award"] };
        Earned: { earned: string; cap: string };
        Pocket: { campaign: string; balance: string; expires_on?: string | null };
        Wallet: { balance: string; today: components["schemas"]["Earned"]; month: components["schemas"]["Earned"]; pockets: components["schemas"]["Pocket"][] };
        WalletEntry: { seq: number; kind: string; beans: string; balance_after: string; at: string; report_id?: string | null; shop?: string | null };
        PayCode: { code: string; expires_at: string };
        NewRedemption: { pay_code: string; beans: string; order_no?: string | null };
        Redemption: { id: string; seq: number; beans: string; resident: string; at: string; order_no?: string | null; refunded: string };
        NewRefund: { beans: string; reason: string };
        Refund: { id: string; seq: number; beans: string; at: string };
        TillSummary: { count: number; redeemed: string; refunded: string; net: string; owed_to_shop: string };
        RuleVersion: { version: number; effective_from: string; minor: string; general: string; major: string; daily_cap: string; monthly_cap: string };
        NewRule: { effective_from: string; minor: string; general: string; major: string; daily_cap: string; monthly_cap: string };
        Budget: { funded: string; awarded: string; left: string };
        Campaign: { id: string; name: string; starts_on: string; ends_on: string; reckon_by: "closed" | "submitted"; redeem_until?: string | null; status: "draft" | "active" | "paused" | "ended"; budget: components["schemas"]["Budget"]; rules: components["schemas"]["RuleVersion"][] };
        NewCampaign: { name: string; starts_on: string; ends_on: string; reckon_by?: "closed" | "submitted" | null; redeem_until?: string | null };
        Funding: { beans: string; memo: string };
        Shop: { id: string; name: string; address?: string | null; location?: { lat: number; lng: number } | null; active: boolean };
        NewShop: { name: string; address?: string | null; location?: { lat: number; lng: number } | null; active: boolean };
        ShopChange: { name?: string | null; address?: string | null; location?: { lat: number; lng: number } | null; active?: boolean | null };
        Unit: { id: string; name: string; active: boolean };
        NewUnit: { name: string };
        Entry: { line: number; account_id: number; kind: string; owner_id?: string | null; beans: string; balance_after: string };
        Transaction: { seq: number; kind: string; at: string; subject_kind: string; subject_id: string; corrects?: number | null; memo?: string | null; entries: components["schemas"]["Entry"][]; prev_hash: string; hash: string };
        Account: { id: number; kind: "treasury" | "budget" | "pocket" | "shop"; owner_id?: string | null; campaign_id?: string | null; balance: string };
        Verification: { transactions: number; ok: boolean; first_bad?: number | null };
        PublicCampaign: { name: string; starts_on: string; ends_on: string; budget: components["schemas"]["Budget"]; rule?: components["schemas"]["RuleVersion"] | null };
        PublicStats: { reports: number; closed: number; awarded: string; groups: { group: components["schemas"]["Group"]; reports: number; closed: number }[] };
    };
}
