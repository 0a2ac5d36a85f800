DROP INDEX earned_day;
DROP TABLE refund_pin;
DROP TABLE rank_opt_out;
