"""One run of Starling as an Airflow DAG, through spark-submit. See docs/deploy.md.

Needs the provider apache-airflow-providers-apache-spark and a connection `spark_default` that names the master. A retry, and a
run of the DAG that is cleared, go on after the last committed block, because the run's id is made of Airflow's.
"""

import re
from datetime import datetime, timedelta

from airflow import DAG
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator


def starling_id(run_id: str) -> str:
    """Airflow's ids hold ':' and '+', Starling's become file names and do not."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", run_id)[:128]


with DAG(
    dag_id="starling",
    start_date=datetime(2026, 1, 1),
    schedule=None,
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=1)},
    user_defined_filters={"starling_id": starling_id},
) as dag:
    SparkSubmitOperator(
        task_id="quickstart",
        name="starling quickstart",
        conn_id="spark_default",
        application="/opt/starling/starling.jar",
        java_class="dev.starling.cli.Main",
        application_args=[
            "run",
            "/opt/starling/conf/federated/quickstart.conf",
            "--run-id",
            "{{ run_id | starling_id }}",
            "--store",
            "/var/starling/store",
        ],
        executor_memory="2g",
        driver_memory="2g",
        conf={
            "spark.dynamicAllocation.enabled": "false",
            "spark.executor.memoryOverhead": "3g",
            "spark.standalone.submit.waitAppCompletion": "true",
        },
    )
