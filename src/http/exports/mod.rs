//! `/exports`: tables to take out of the house, streamed as CSV or as an Excel workbook.

mod csv;
mod table;
mod words;
mod xlsx;

use self::table::Table;
use super::plumbing::{
    ApiQuery, By, Center, Cursor, EvaluationReaders, ExportLogReaders, LedgerReaders, Limit, Page, Problem,
    language_of,
};
use crate::auth::Caller;
use crate::domain::calendar::local_date;
use crate::error::{Error, Result};
use crate::http::registry::Registry;
use crate::service::App;
use crate::service::exports::{Export, ExportFormat, ExportKind, ExportView, Wanted};
use crate::service::reports::ListFilter;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, get, web};
use futures_util::{Stream, stream};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::mpsc;
use utoipa::openapi::{ContentBuilder, RefOr, Response, ResponseBuilder};
use utoipa::{IntoParams, IntoResponses, PartialSchema};

/// Pieces that may wait for a slow reader.
const PIECES: usize = 2;

/// Longest query that is kept in the log, bytes.
const QUERY_BYTES: usize = 500;

/// What a workbook is called.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What every export answers, in the API's description.
struct TableFile;

impl IntoResponses for TableFile {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let bytes = || ContentBuilder::new().schema(Some(Vec::<u8>::schema())).build();
        let table = ResponseBuilder::new()
            .description("The table.")
            .content("text/csv", bytes())
            .content(XLSX, bytes())
            .build();
        BTreeMap::from([("200".to_owned(), table.into())])
    }
}

/// Registers the handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(export_reports)
        .service(export_evaluation)
        .service(export_ledger)
        .service(export_settlements)
        .service(list_exports);
}

/// Which reports, and in which form.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReportsQuery {
    /// `csv` or `xlsx`.
    format: ExportFormat,
    /// One state, or several with commas between.
    status: Option<String>,
    /// A category group: `street_order`, `municipal` or `safety`.
    group: Option<String>,
    /// A category's code.
    category: Option<String>,
    /// A unit's id.
    unit_id: Option<String>,
    /// Only those whose unit is late (`true`), or is not (`false`).
    #[param(value_type = Option<bool>)]
    overdue: Option<String>,
    /// Filed on or after this local date, or at or after this time.
    #[param(example = "2024-07-01")]
    from: Option<String>,
    /// Filed on or before this local date, or before this time.
    #[param(example = "2024-07-31")]
    to: Option<String>,
    /// Within this box in WGS-84: min_lng,min_lat,max_lng,max_lat.
    #[param(example = "103.7,25.4,103.9,25.6")]
    bbox: Option<String>,
}

/// Which period, and in which form.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PeriodQuery {
    /// `csv` or `xlsx`.
    format: ExportFormat,
    /// From this local date, or this time.
    #[param(example = "2024-07-01")]
    from: Option<String>,
    /// To this local date, or before this time.
    #[param(example = "2024-07-31")]
    to: Option<String>,
}

/// A page of the log.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct LogQuery {
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<Limit>,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// All reports that the query names, newest first, one a row, without who reported.
#[utoipa::path(
    tag = "exports",
    params(ReportsQuery),
    responses(
        TableFile,
        (status = 403, description = "Not of the center.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/exports/reports")]
async fn export_reports(
    app: web::Data<App>,
    by: By<Center, ApiQuery<ReportsQuery>>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let ApiQuery(query) = by.rest;
    let filter = ListFilter {
        status: query.status,
        group: query.group,
        category: query.category,
        unit_id: query.unit_id,
        overdue: query.overdue,
        from: query.from,
        to: query.to,
        bbox: query.bbox,
        ..ListFilter::default()
    };
    open(&app, &by.caller, &request, ExportKind::Reports, query.format, filter).await
}

/// The units' figures of a period, one unit a row.
#[utoipa::path(
    tag = "exports",
    params(PeriodQuery),
    responses(
        TableFile,
        (status = 403, description = "Neither of the center nor an auditor.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/exports/evaluation")]
async fn export_evaluation(
    app: web::Data<App>,
    by: By<EvaluationReaders, ApiQuery<PeriodQuery>>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    period_export(&app, &by.caller, &request, ExportKind::Evaluation, by.rest.0).await
}

/// The ledger's statement of a period, oldest first, one entry a row. A pocket is named by its account's number.
#[utoipa::path(
    tag = "exports",
    params(PeriodQuery),
    responses(
        TableFile,
        (status = 403, description = "Neither finance nor auditor.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/exports/ledger")]
async fn export_ledger(
    app: web::Data<App>,
    by: By<LedgerReaders, ApiQuery<PeriodQuery>>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    period_export(&app, &by.caller, &request, ExportKind::Ledger, by.rest.0).await
}

/// What shops were paid in a period, oldest first, one settlement a row.
#[utoipa::path(
    tag = "exports",
    params(PeriodQuery),
    responses(
        TableFile,
        (status = 403, description = "Neither finance nor auditor.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/exports/settlements")]
async fn export_settlements(
    app: web::Data<App>,
    by: By<LedgerReaders, ApiQuery<PeriodQuery>>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    period_export(&app, &by.caller, &request, ExportKind::Settlements, by.rest.0).await
}

/// Who took what out of the house, newest first.
#[utoipa::path(
    tag = "exports",
    params(LogQuery),
    responses(
        (status = 200, description = "A page.", body = Page<ExportView>),
        (status = 403, description = "Neither auditor nor admin.", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/exports")]
async fn list_exports(
    app: web::Data<App>,
    by: By<ExportLogReaders, ApiQuery<LogQuery>>,
) -> Result<web::Json<Page<ExportView>>> {
    let ApiQuery(query) = by.rest;
    let limit = query.limit.unwrap_or_default();
    let exports = app.exports(&by.caller, Cursor::key(query.cursor.as_ref())?, limit.rows()).await?;
    Page::cut(exports, limit, |last| last.id.clone()).map(web::Json)
}

async fn period_export(
    app: &App,
    caller: &Caller,
    request: &HttpRequest,
    kind: ExportKind,
    query: PeriodQuery,
) -> Result<HttpResponse> {
    let filter = ListFilter { from: query.from, to: query.to, ..ListFilter::default() };
    open(app, caller, request, kind, query.format, filter).await
}

async fn open(
    app: &App,
    caller: &Caller,
    request: &HttpRequest,
    kind: ExportKind,
    format: ExportFormat,
    filter: ListFilter,
) -> Result<HttpResponse> {
    let query = request.query_string().chars().take(QUERY_BYTES).collect();
    let export = app.open_export(caller, Wanted { kind, format, filter, query }).await?;
    let zone = app.config.district.timezone;
    let table = Table { kind, zone, language: language_of(request) };
    let (content_type, encoding) = match format {
        ExportFormat::Csv => ("text/csv; charset=utf-8", None),
        // A workbook is compressed already.
        ExportFormat::Xlsx => (XLSX, Some("identity")),
    };
    let today_on = local_date(app.clock.now(), zone);
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{kind}-{today_on}.{format}\""),
        ))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(encoding) = encoding {
        answer.insert_header((header::CONTENT_ENCODING, encoding));
    }
    let patience = Duration::from_secs(app.config.exports.stall_s);
    Ok(answer.streaming(pieces(export, table, format, patience)))
}

/// Runs an export to its end in a task of its own, so that its end is noted also when the reader has gone away.
fn pieces(
    mut export: Export,
    table: Table,
    format: ExportFormat,
    patience: Duration,
) -> impl Stream<Item = Result<Bytes>> {
    let (sender, receiver) = mpsc::channel(PIECES);
    let out = Out { sender, patience };
    tokio::spawn(async move {
        let outcome = match format {
            ExportFormat::Csv => csv::write(&mut export, table, &out).await,
            ExportFormat::Xlsx => xlsx::write(&mut export, table, &out).await,
        };
        let is_complete = match outcome {
            Ok(Sent::All) => true,
            Ok(Sent::ReaderLeft) => false,
            Err(error) => {
                tracing::error!(%error, "an export failed");
                // The answer has begun: cutting it off is the only way left to say so.
                out.send(Err(error)).await;
                false
            }
        };
        export.end(is_complete).await;
    });
    stream::unfold(receiver, |mut receiver| async move {
        let piece = receiver.recv().await?;
        Some((piece, receiver))
    })
}

/// How far an export came.
enum Sent {
    /// To its end.
    All,
    /// The reader went away, or stood still for too long.
    ReaderLeft,
}

/// Where pieces go.
struct Out {
    sender: mpsc::Sender<Result<Bytes>>,
    patience: Duration,
}

impl Out {
    /// Whether the piece was taken.
    async fn send(&self, piece: Result<Bytes>) -> bool {
        matches!(tokio::time::timeout(self.patience, self.sender.send(piece)).await, Ok(Ok(())))
    }
}

/// Work that would keep an async thread.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
