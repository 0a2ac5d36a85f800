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
            requestBody?: { content: { "application/json": components["schemas"]["RefreshRequest"] } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["LoginAnswer"] } } };
        };
    };
    "/api/v1/auth/logout": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: { "X-Session-Cookie"?: string }; path?: never; cookie?: never };
            requestBody?: { content: { "application/json": components["schemas"]["RefreshRequest"] } };
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
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["UserView"][]; next_cursor?: string | null } } } };
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
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserView"] } } };
        };
    };
    "/api/v1/reports": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["OwnReport"][]; next_cursor?: string | null } } } };
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
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OwnReportDetail"] } } };
        };
    };
    "/api/v1/reports/{id}/withdraw": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OwnReport"] } } };
        };
    };
    "/api/v1/reports/{id}/rating": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { stars: number; comment?: string | null } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OwnReport"] } } };
        };
    };
    "/api/v1/categories": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: never; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["GroupView"][] } } } };
        };
    };
    "/api/v1/dispatch/reports": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string; status?: string; group?: string; category?: string; unit_id?: string; overdue?: boolean; q?: string; from?: string; to?: string; bbox?: string }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["CenterReport"][]; next_cursor?: string | null } } } };
        };
    };
    "/api/v1/dispatch/reports/{id}": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CenterReportDetail"] } } };
        };
    };
    "/api/v1/dispatch/reports/{id}/accept": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { category?: string | null } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CenterReport"] } } };
        };
    };
    "/api/v1/dispatch/reports/{id}/reject": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { reason: string } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CenterReport"] } } };
        };
    };
    "/api/v1/dispatch/reports/{id}/merge": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { into: string } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CenterReport"] } } };
        };
    };
    "/api/v1/dispatch/reports/{id}/assign": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { unit_id: string; due_at?: string | null } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CenterReport"] } } };
        };
    };
    "/api/v1/dispatch/reports/{id}/verify": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { passed: boolean; comment: string } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CenterReport"] } } };
        };
    };
    "/api/v1/dispatch/reports/{id}/close": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header: { "Idempotency-Key": string }; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { tier: components["schemas"]["Tier"]; comment?: string | null } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ClosedReport"] } } };
        };
    };
    "/api/v1/dispatch/reports/{id}/reopen": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header: { "Idempotency-Key": string }; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { reason: string } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CenterReport"] } } };
        };
    };
    "/api/v1/unit/reports": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string; status?: string; overdue?: boolean }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["UnitReport"][]; next_cursor?: string | null } } } };
        };
    };
    "/api/v1/unit/reports/{id}": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UnitReportDetail"] } } };
        };
    };
    "/api/v1/unit/reports/{id}/start": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UnitReport"] } } };
        };
    };
    "/api/v1/unit/reports/{id}/resolve": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { comment: string; photo_ids: string[] } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UnitReport"] } } };
        };
    };
    "/api/v1/unit/reports/{id}/return": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { reason: string } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UnitReport"] } } };
        };
    };
    "/api/v1/unit/reports/{id}/extend": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": { until: string; reason: string } } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UnitReport"] } } };
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
            responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PayCodeView"] } } };
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
            responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Refunded"] } } };
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
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["CampaignView"][]; next_cursor?: string | null } } } };
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
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CampaignView"] } } };
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
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CampaignView"] } } };
        };
    };
    "/api/v1/campaigns/{id}/pause": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CampaignView"] } } };
        };
    };
    "/api/v1/campaigns/{id}/end": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header: { "Idempotency-Key": string }; path: { id: string }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CampaignView"] } } };
        };
    };
    "/api/v1/shops": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["ShopView"][]; next_cursor?: string | null } } } };
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
            requestBody: { content: { "application/json": components["schemas"]["ShopPatch"] } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ShopView"] } } };
        };
    };
    "/api/v1/auth/otp/enroll": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path?: never; cookie?: never };
            requestBody: { content: { "application/json": { password: string } } };
            responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Enrollment"] } } };
        };
    };
    "/api/v1/auth/otp/confirm": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header?: never; path?: never; cookie?: never };
            requestBody: { content: { "application/json": { otp: string } } };
            responses: { 204: { headers: { [name: string]: unknown }; content?: never } };
        };
    };
    "/api/v1/units/{id}": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        patch: {
            parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["UnitPatch"] } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UnitView"] } } };
        };
    };
    "/api/v1/categories/{code}": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        patch: {
            parameters: { query?: never; header?: never; path: { code: string }; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["CategoryPatch"] } };
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CategoryView"] } } };
        };
    };
    "/api/v1/shops/{id}/settlements": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        post: {
            parameters: { query?: never; header: { "Idempotency-Key": string }; path: { id: string }; cookie?: never };
            requestBody: { content: { "application/json": components["schemas"]["NewSettlement"] } };
            responses: { 201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Settled"] } } };
        };
    };
    "/api/v1/units": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["UnitView"][]; next_cursor?: string | null } } } };
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
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["TransactionView"][]; next_cursor?: string | null } } } };
        };
    };
    "/api/v1/ledger/transactions/{seq}": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: never; header?: never; path: { seq: number }; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TransactionView"] } } };
        };
    };
    "/api/v1/ledger/accounts": {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        get: {
            parameters: { query?: { limit?: number; cursor?: string; kind?: string; at?: string }; header?: never; path?: never; cookie?: never };
            requestBody?: never;
            responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": { items: components["schemas"]["AccountView"][]; next_cursor?: string | null } } } };
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
    ReportStatus: "submitted" | "accepted" | "assigned" | "in_progress" | "resolved" | "verified" | "closed" | "rejected" | "merged" | "withdrawn";
    Tier: "minor" | "general" | "major";
    CategoryGroup: "street_order" | "municipal" | "safety";
    LoginRequest: { username: string; password: string; otp?: string | null };
    RefreshRequest: { refresh_token?: string | null };
    LoginAnswer: { access_token: string; refresh_token?: string | null; expires_in: number; role: components["schemas"]["Role"] };
    Me: { id: string; role: components["schemas"]["Role"]; username?: string | null; name?: string | null; phone?: string | null; unit?: components["schemas"]["UnitRef"] | null; shop?: components["schemas"]["UnitRef"] | null; otp_enabled: boolean; otp_enrollment_required: boolean };
    EventKind: "submitted" | "accepted" | "rejected" | "merged" | "assigned" | "started" | "extended" | "resolved" | "returned" | "verified" | "sent_back" | "closed" | "reopened" | "withdrawn" | "rated" | "published" | "unpublished";
    Side: "reporter" | "center" | "unit";
    Words: { reason?: string | null; comment?: string | null; category?: string | null; unit?: components["schemas"]["UnitRef"] | null; due_at?: string | null; tier?: components["schemas"]["Tier"] | null; into?: string | null; photo_ids?: string[]; stars?: number | null };
    Actor: { role: components["schemas"]["Role"]; name?: string | null };
    CenterEvent: { kind: components["schemas"]["EventKind"]; at: string; side: components["schemas"]["Side"]; actor?: components["schemas"]["Actor"] | null; from?: components["schemas"]["ReportStatus"] | null; status: components["schemas"]["ReportStatus"]; words: components["schemas"]["Words"] };
    Place: { lat: number; lng: number; datum: "wgs84" | "gcj02"; address?: string | null; subdistrict?: string | null };
    NumberRef: { id: string; number: string };
    OwnReport: components["schemas"]["Matter"] & { unit_name?: string | null; merged_into?: string | null; published: boolean; rating_stars?: number | null; award?: components["schemas"]["ReportAward"] | null };
    CenterReport: components["schemas"]["Matter"] & { unit?: components["schemas"]["UnitRef"] | null; due_at?: string | null; overdue: boolean; rework_count: number; merged_into?: components["schemas"]["NumberRef"] | null; published: boolean; updated_at: string };
    CenterReportDetail: components["schemas"]["CenterReport"] & { reporter: { name?: string | null; phone?: string | null }; photos: components["schemas"]["ReportPhotos"]; timeline: components["schemas"]["CenterEvent"][]; duplicates: components["schemas"]["NumberRef"][]; rating?: components["schemas"]["Rating"] | null; closing_comment?: string | null; award?: components["schemas"]["ReportAward"] | null };
    UnitReport: components["schemas"]["Matter"] & { due_at?: string | null; overdue: boolean; rework_count: number; merged_into?: string | null };
    UnitReportDetail: components["schemas"]["UnitReport"] & { photos: components["schemas"]["ReportPhotos"]; timeline: components["schemas"]["ToldEvent"][] };
    ShopPlace: { lat: number; lng: number; datum: "wgs84" | "gcj02" };
    Enrollment: { secret: string; otpauth_url: string };
    UnitPatch: { name?: string; active?: boolean };
    CategoryPatch: { name?: string; unit_id?: string | null; time_limit?: number | null; position?: number; active?: boolean };
    NewCategory: { code: string; group: components["schemas"]["CategoryGroup"]; name: string; unit_id?: string | null; time_limit?: number | null; position?: number; active?: boolean };
    NewSettlement: { beans: string; memo: string };
    Settled: { seq: number; shop_id: string; beans: string; owed_to_shop: string; at: string };
    UnitRef: { id: string; name: string };
    Registration: { phone: string; password: string; name?: string | null };
    Created: { id: string };
    UserView: { id: string; role: components["schemas"]["Role"]; username?: string | null; name?: string | null; phone?: string | null; unit?: components["schemas"]["UnitRef"] | null; shop?: components["schemas"]["UnitRef"] | null; active: boolean; locked_until?: string | null; otp_enabled: boolean; created_at: string };
    NewUser: { role: components["schemas"]["Role"]; username: string; password: string; name?: string | null; phone?: string | null; unit_id?: string | null; shop_id?: string | null };
    UserChange: { name?: string; phone?: string | null; role?: components["schemas"]["Role"]; unit_id?: string | null; shop_id?: string | null; active?: boolean; password?: string; unlock?: boolean; reset_otp?: boolean };
    PhotoLink: { id: string; width: number; height: number; url: string; thumbnail_url: string };
    Location: { lat: number; lng: number; datum: "wgs84" | "gcj02"; address?: string | null };
    CategoryView: { code: string; name: string; unit_id?: string | null; time_limit?: number | null };
    GroupView: { group: components["schemas"]["CategoryGroup"]; name: string; categories: components["schemas"]["CategoryView"][] };
    NewReport: { category: string; description: string; location: components["schemas"]["Location"]; photo_ids: string[] };
    Filed: { id: string; number: string; status: components["schemas"]["ReportStatus"] };
    Matter: { id: string; number: string; status: components["schemas"]["ReportStatus"]; group: components["schemas"]["CategoryGroup"]; category: string; category_name: string; description: string; location: components["schemas"]["Place"]; tier?: components["schemas"]["Tier"] | null; submitted_at: string; closed_at?: string | null; thumbnail_url?: string | null };
    ReportPhotos: { before: components["schemas"]["PhotoLink"][]; after: components["schemas"]["PhotoLink"][] };
    ToldEvent: { kind: components["schemas"]["EventKind"]; at: string; side: components["schemas"]["Side"]; status: components["schemas"]["ReportStatus"]; words?: components["schemas"]["Words"] | null };
    ReportAward: { beans: string; tier_beans: string; limited_by?: string | null; rule_version?: number | null };
    Rating: { stars: number; comment?: string | null; at: string };
    OwnReportDetail: components["schemas"]["OwnReport"] & { photos: components["schemas"]["ReportPhotos"]; timeline: components["schemas"]["ToldEvent"][]; rating?: components["schemas"]["Rating"] | null; closing_comment?: string | null };
    ClosedReport: { report: components["schemas"]["CenterReport"]; award: components["schemas"]["ReportAward"] };
    Earned: { earned: string; cap: string };
    Pocket: { campaign: string; balance: string; expires_on?: string | null };
    Wallet: { balance: string; today: components["schemas"]["Earned"]; month: components["schemas"]["Earned"]; pockets: components["schemas"]["Pocket"][] };
    WalletEntry: { seq: number; kind: string; beans: string; balance_after: string; at: string; report_id?: string | null; shop?: string | null };
    PayCodeView: { code: string; expires_at: string };
    NewRedemption: { pay_code: string; beans: string; order_no?: string | null };
    Redemption: { id: string; seq: number; beans: string; resident: string; at: string; order_no?: string | null; refunded: string };
    NewRefund: { beans: string; reason: string };
    Refunded: { id: string; seq: number; beans: string; at: string };
    TillSummary: { count: number; redeemed: string; refunded: string; net: string; owed_to_shop: string };
    RuleView: { version: number; effective_from: string; minor: string; general: string; major: string; daily_cap: string; monthly_cap: string };
    NewRule: { effective_from: string; minor: string; general: string; major: string; daily_cap: string; monthly_cap: string };
    BudgetView: { funded: string; awarded: string; left: string };
    CampaignView: { id: string; name: string; starts_on: string; ends_on: string; reckon_by: "closed" | "submitted"; redeem_until?: string | null; status: "draft" | "active" | "paused" | "ended"; budget: components["schemas"]["BudgetView"]; rules: components["schemas"]["RuleView"][] };
    NewCampaign: { name: string; starts_on: string; ends_on: string; reckon_by?: "closed" | "submitted" | null; redeem_until?: string | null };
    Funding: { beans: string; memo: string };
    ShopView: { id: string; name: string; address?: string | null; location?: components["schemas"]["ShopPlace"] | null; active: boolean };
    NewShop: { name: string; address?: string | null; location?: components["schemas"]["ShopPlace"] | null; active: boolean };
    ShopPatch: { name?: string | null; address?: string | null; location?: components["schemas"]["ShopPlace"] | null; active?: boolean | null };
    UnitView: { id: string; name: string; active: boolean };
    NewUnit: { name: string };
    EntryView: { line: number; account_id: number; kind: string; owner_id?: string | null; beans: string; balance_after: string };
    TransactionView: { seq: number; kind: string; at: string; subject_kind: string; subject_id: string; corrects?: number | null; memo?: string | null; entries: components["schemas"]["EntryView"][]; prev_hash: string; hash: string };
    AccountView: { id: number; kind: "treasury" | "budget" | "pocket" | "shop"; owner_id?: string | null; campaign_id?: string | null; balance: string };
    Verification: { transactions: number; ok: boolean; first_bad?: number | null };
    PublicCampaign: { name: string; starts_on: string; ends_on: string; budget: components["schemas"]["BudgetView"]; rule?: components["schemas"]["RuleView"] | null };
    PublicStats: { reports: number; closed: number; awarded: string; groups: { group: components["schemas"]["CategoryGroup"]; reports: number; closed: number }[] };
    };
}
