/** A parameter of a PostgreSQL server, as Azure tells it. */
export interface Parameter {
  readonly defaultValue: string;
  readonly dataType: string;
  readonly allowedValues: string;
  readonly unit?: string;
  /** A new value counts at once, and not after a restart only. */
  readonly isDynamicConfig: boolean;
  readonly description: string;
}

/**
 * The parameters that people set most, of more than 400: name (with a star: counts after a restart only), default, type,
 * what is allowed, unit, description. What depends on the memory of the server is that of the smallest.
 */
const TABLE = `
  autovacuum ¦ on ¦ Boolean ¦ on,off ¦  ¦ Controls whether the server should run the autovacuum subprocess.
  autovacuum_analyze_scale_factor ¦ 0.1 ¦ Numeric ¦ 0-100 ¦  ¦ Specifies a fraction of the table size to add to autovacuum_vacuum_threshold when deciding whether to trigger an ANALYZE.
  autovacuum_max_workers* ¦ 3 ¦ Integer ¦ 1-262143 ¦  ¦ Sets the maximum number of simultaneously running autovacuum worker processes.
  autovacuum_naptime ¦ 60 ¦ Integer ¦ 1-2147483 ¦ seconds ¦ Sets minimum delay between autovacuum runs on any given database.
  autovacuum_vacuum_cost_delay ¦ 2 ¦ Numeric ¦ -1-100 ¦ milliseconds ¦ Sets cost delay value that will be used in automatic vacuum operations.
  autovacuum_vacuum_cost_limit ¦ -1 ¦ Integer ¦ -1-10000 ¦  ¦ Sets cost limit value that will be used in automatic vacuum operations.
  autovacuum_vacuum_scale_factor ¦ 0.2 ¦ Numeric ¦ 0-100 ¦  ¦ Specifies a fraction of the table size to add to autovacuum_vacuum_threshold when deciding whether to trigger a VACUUM.
  autovacuum_vacuum_threshold ¦ 50 ¦ Integer ¦ 0-2147483647 ¦  ¦ Specifies the minimum number of updated or deleted tuples needed to trigger a VACUUM in any one table.
  azure.extensions ¦  ¦ Set ¦ PG_TRGM,PGCRYPTO,UUID-OSSP,VECTOR ¦  ¦ Specifies which extensions are allowed to be created in the server.
  checkpoint_completion_target ¦ 0.9 ¦ Numeric ¦ 0-1 ¦  ¦ Specifies the target of checkpoint completion, as a fraction of total time between checkpoints.
  checkpoint_timeout ¦ 600 ¦ Integer ¦ 30-86400 ¦ seconds ¦ Sets the maximum time between automatic WAL checkpoints.
  client_min_messages ¦ notice ¦ Enumeration ¦ debug5,debug4,debug3,debug2,debug1,log,notice,warning,error ¦  ¦ Controls the message levels that are sent to the client.
  connection_throttle.enable ¦ off ¦ Boolean ¦ on,off ¦  ¦ Enables temporary connection throttling per IP for too many login failures.
  datestyle ¦ ISO, MDY ¦ String ¦ (ISO|POSTGRES|SQL|GERMAN)(, (DMY|MDY|YMD))? ¦  ¦ Sets the display format for date and time values.
  deadlock_timeout ¦ 1000 ¦ Integer ¦ 1-2147483647 ¦ milliseconds ¦ Sets the amount of time to wait on a lock before checking for deadlock.
  default_statistics_target ¦ 100 ¦ Integer ¦ 1-10000 ¦  ¦ Sets the default statistics target for table columns without a column-specific target.
  default_transaction_isolation ¦ read committed ¦ Enumeration ¦ serializable,repeatable read,read committed,read uncommitted ¦  ¦ Controls the default isolation level of each new transaction.
  default_transaction_read_only ¦ off ¦ Boolean ¦ on,off ¦  ¦ Sets the default read-only status of new transactions.
  effective_cache_size ¦ 196608 ¦ Integer ¦ 1-2147483647 ¦ 8KB ¦ Sets the planner's assumption about the total size of the data caches.
  effective_io_concurrency ¦ 1 ¦ Integer ¦ 0-1000 ¦  ¦ Sets the number of concurrent disk I/O operations that PostgreSQL expects can be executed simultaneously.
  idle_in_transaction_session_timeout ¦ 0 ¦ Integer ¦ 0-2147483647 ¦ milliseconds ¦ Sets the maximum allowed idle time between queries, when in a transaction. 0 turns this off.
  idle_session_timeout ¦ 0 ¦ Integer ¦ 0-2147483647 ¦ milliseconds ¦ Sets the maximum allowed idle time between queries, when not in a transaction. 0 turns this off.
  jit ¦ off ¦ Boolean ¦ on,off ¦  ¦ Determines whether JIT compilation may be used.
  lock_timeout ¦ 0 ¦ Integer ¦ 0-2147483647 ¦ milliseconds ¦ Sets the maximum allowed duration (in milliseconds) of any wait for a lock. 0 turns this off.
  log_checkpoints ¦ on ¦ Boolean ¦ on,off ¦  ¦ Logs each checkpoint.
  log_connections ¦ on ¦ Boolean ¦ on,off ¦  ¦ Logs each successful connection.
  log_disconnections ¦ on ¦ Boolean ¦ on,off ¦  ¦ Logs end of a session, including duration.
  log_duration ¦ off ¦ Boolean ¦ on,off ¦  ¦ Logs the duration of each completed SQL statement.
  log_line_prefix ¦ %t-%c- ¦ String ¦ [^']* ¦  ¦ Sets the printf-style string that is output at the beginning of each log line.
  log_lock_waits ¦ off ¦ Boolean ¦ on,off ¦  ¦ Logs long lock waits.
  log_min_duration_statement ¦ -1 ¦ Integer ¦ -1-2147483647 ¦ milliseconds ¦ Sets the minimum execution time (in milliseconds) above which statements will be logged. -1 disables logging statement durations.
  log_min_messages ¦ warning ¦ Enumeration ¦ debug5,debug4,debug3,debug2,debug1,info,notice,warning,error,log,fatal,panic ¦  ¦ Controls the message levels that are written to the server log.
  log_statement ¦ none ¦ Enumeration ¦ none,ddl,mod,all ¦  ¦ Sets the type of statements logged.
  log_temp_files ¦ -1 ¦ Integer ¦ -1-2147483647 ¦ kilobytes ¦ Logs the use of temporary files larger than this number of kilobytes.
  logfiles.download_enable ¦ off ¦ Boolean ¦ on,off ¦  ¦ Enables or disables server logs functionality.
  logfiles.retention_days ¦ 3 ¦ Integer ¦ 1-7 ¦ days ¦ Sets the retention period window in days for server logs - after this time data will be deleted.
  maintenance_work_mem ¦ 99328 ¦ Integer ¦ 1024-2097151 ¦ kilobytes ¦ Sets the maximum memory to be used for maintenance operations.
  max_connections* ¦ 50 ¦ Integer ¦ 25-5000 ¦  ¦ Sets the maximum number of concurrent connections to the database server.
  max_locks_per_transaction* ¦ 64 ¦ Integer ¦ 10-8388608 ¦  ¦ Sets the maximum number of locks per transaction.
  max_parallel_maintenance_workers ¦ 2 ¦ Integer ¦ 0-64 ¦  ¦ Sets the maximum number of parallel processes per maintenance operation.
  max_parallel_workers ¦ 8 ¦ Integer ¦ 0-1024 ¦  ¦ Sets the maximum number of parallel workers that can be active at one time.
  max_parallel_workers_per_gather ¦ 2 ¦ Integer ¦ 0-1024 ¦  ¦ Sets the maximum number of parallel processes per executor node.
  max_prepared_transactions* ¦ 0 ¦ Integer ¦ 0-262143 ¦  ¦ Sets the maximum number of simultaneously prepared transactions.
  max_replication_slots* ¦ 10 ¦ Integer ¦ 2-262143 ¦  ¦ Specifies the maximum number of replication slots that the server can support.
  max_wal_senders* ¦ 10 ¦ Integer ¦ 5-100 ¦  ¦ Sets the maximum number of simultaneously running WAL sender processes.
  max_wal_size ¦ 2048 ¦ Integer ¦ 32-65536 ¦ megabytes ¦ Sets the WAL size that triggers a checkpoint.
  max_worker_processes* ¦ 8 ¦ Integer ¦ 0-262143 ¦  ¦ Sets the maximum number of concurrent worker processes.
  metrics.autovacuum_diagnostics ¦ off ¦ Boolean ¦ on,off ¦  ¦ Enables metrics collection for all table statistics within a database.
  metrics.collector_database_activity ¦ off ¦ Boolean ¦ on,off ¦  ¦ Enables metrics collection for database and activity statistics.
  min_wal_size ¦ 80 ¦ Integer ¦ 32-2097151 ¦ megabytes ¦ Sets the minimum size to shrink the WAL to.
  password_encryption ¦ scram-sha-256 ¦ Enumeration ¦ md5,scram-sha-256 ¦  ¦ Determines the algorithm to use to encrypt the password.
  pg_qs.query_capture_mode ¦ none ¦ Enumeration ¦ top,all,none ¦  ¦ Sets query capture mode for query store. None disables any capturing.
  pg_qs.retention_period_in_days ¦ 7 ¦ Integer ¦ 1-30 ¦ days ¦ Sets the retention period window in days for pg_qs - after this time data will be deleted.
  pg_stat_statements.track ¦ none ¦ Enumeration ¦ top,all,none ¦  ¦ Controls which statements are counted by pg_stat_statements.
  pgaudit.log ¦ none ¦ Set ¦ none,read,write,function,role,ddl,misc,all ¦  ¦ Specifies which classes of statements will be logged by session audit logging.
  pgbouncer.enabled ¦ false ¦ Boolean ¦ true,false ¦  ¦ Denotes if pgBouncer service is enabled.
  pgms_wait_sampling.query_capture_mode ¦ none ¦ Enumeration ¦ all,none ¦  ¦ Selects which statements are tracked by the pgms_wait_sampling extension.
  random_page_cost ¦ 2 ¦ Numeric ¦ 0-1.79769e+308 ¦  ¦ Sets the planner's estimate of the cost of a nonsequentially fetched disk page.
  require_secure_transport ¦ on ¦ Boolean ¦ on,off ¦  ¦ Whether client connections to the server are required to use some form of secure transport.
  search_path ¦ "$user", public ¦ String ¦ [A-Za-z0-9."$,_ -]* ¦  ¦ Sets the schema search order for names that are not schema-qualified.
  shared_buffers* ¦ 32768 ¦ Integer ¦ 16-1073741823 ¦ 8KB ¦ Sets the number of shared memory buffers used by the server.
  shared_preload_libraries* ¦ pg_cron,pg_stat_statements ¦ Set ¦ auto_explain,azure_storage,pg_cron,pg_hint_plan,pg_partman_bgw,pg_prewarm,pg_stat_statements,pgaudit,pglogical,timescaledb,wal2json ¦  ¦ Sets which shared libraries are preloaded at server start.
  ssl_min_protocol_version ¦ TLSv1.2 ¦ Enumeration ¦ TLSv1.2,TLSv1.3 ¦  ¦ Sets the minimum SSL/TLS protocol version to use.
  statement_timeout ¦ 0 ¦ Integer ¦ 0-2147483647 ¦ milliseconds ¦ Sets the maximum allowed duration (in milliseconds) of any statement. 0 turns this off.
  synchronous_commit ¦ on ¦ Enumeration ¦ local,remote_write,remote_apply,on,off ¦  ¦ Sets the current transaction's synchronization level.
  tcp_keepalives_idle ¦ 120 ¦ Integer ¦ 0-2147483647 ¦ seconds ¦ Maximum time between issuing TCP keepalives.
  timezone ¦ UTC ¦ String ¦ [A-Za-z0-9/+_-]+ ¦  ¦ Sets the time zone for displaying and interpreting time stamps.
  track_io_timing ¦ off ¦ Boolean ¦ on,off ¦  ¦ Collects timing statistics for database I/O activity.
  wal_level* ¦ replica ¦ Enumeration ¦ replica,logical ¦  ¦ It determines how much information is written to the WAL.
  work_mem ¦ 4096 ¦ Integer ¦ 4096-2097151 ¦ kilobytes ¦ Sets the amount of memory to be used by internal sort operations and hash tables before writing to temporary disk files.
`;

function rowOf(line: string): readonly [string, Parameter] {
  const [name = '', defaultValue = '', dataType = '', allowedValues = '', unit = '', description = ''] = line
    .split('¦')
    .map((cell) => cell.trim());
  const isDynamicConfig = !name.endsWith('*');
  const rest = { isDynamicConfig, description, ...(unit === '' ? {} : { unit }) };
  return [name.replace('*', ''), { defaultValue, dataType, allowedValues, ...rest }];
}

/** Every parameter with its name. */
export const allParameters = TABLE.trim().split('\n').map(rowOf);

const byName = new Map(allParameters);

/** A parameter by its name, in any case. */
export const parameterOf = (name: string): Parameter | undefined => byName.get(name.toLowerCase());

/** Whether a parameter takes a value: a number within its range, a word of its list, a text of its form. */
export function takesValue({ dataType, allowedValues }: Parameter, value: string): boolean {
  if (dataType === 'Set') return true;
  if (dataType === 'String') return new RegExp(`^(${allowedValues})$`, 'i').test(value);
  if (dataType === 'Boolean' || dataType === 'Enumeration')
    return allowedValues.toLowerCase().split(',').includes(value.toLowerCase());
  const [, least, most] = /^(-?[^-]+)-(.+)$/.exec(allowedValues) ?? [];
  const isNumber = (dataType === 'Integer' ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/).test(value);
  return isNumber && Number(value) >= Number(least) && Number(value) <= Number(most);
}
